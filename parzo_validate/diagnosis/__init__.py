"""Which single value of an invoice is wrong, and what it should be: candidates, defects and identities."""

from parzo_validate.diagnosis.diagnose import Diagnosis, Evidence, best_for, diagnose

__all__ = ["Diagnosis", "Evidence", "best_for", "diagnose"]
