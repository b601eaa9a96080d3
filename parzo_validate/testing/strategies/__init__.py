"""Strategies for hypothesis: invoices that are true, invoices with one defect, and whatever else may arrive.

>>> from hypothesis import given
>>> from parzo_validate import validate
>>> @given(coherent_results())
... def true_invoices_are_clean(result):
...     assert validate(result).verdict == "clean"
>>> true_invoices_are_clean()
"""

try:
    import hypothesis  # noqa: F401  # the modules below need it, and would say so less helpfully
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "parzo_validate.testing.strategies needs hypothesis; install it with: pip install 'parzo_validate[testing]'",
        name=error.name,
    ) from None

from parzo_validate.testing.strategies.coherent import coherent_invoices, coherent_results
from parzo_validate.testing.strategies.complicated import complicated_results
from parzo_validate.testing.strategies.damaged import defective_results
from parzo_validate.testing.strategies.documents import invoices, jobs, register, results
from parzo_validate.testing.strategies.hostile import hostile_json
from parzo_validate.testing.strategies.identifiers import amounts, codici_fiscali, ibans, partite_iva, vat_rates
from parzo_validate.testing.strategies.papers import papers

__all__ = [
    "amounts",
    "codici_fiscali",
    "coherent_invoices",
    "coherent_results",
    "complicated_results",
    "defective_results",
    "hostile_json",
    "ibans",
    "invoices",
    "jobs",
    "papers",
    "partite_iva",
    "register",
    "results",
    "vat_rates",
]
