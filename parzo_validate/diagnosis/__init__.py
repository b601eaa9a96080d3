"""Which single value of an invoice is wrong, and what it should be: slips, identities, and the areas of an invoice."""

from parzo_validate.diagnosis.diagnose import Diagnosis, Evidence, diagnose

__all__ = ["Diagnosis", "Evidence", "diagnose"]
