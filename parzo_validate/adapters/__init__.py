"""Other producers' answers in the documented shape: a table for each, code only where a table cannot say it.

Needs the extra ``adapters``.
"""

try:
    import defusedxml  # noqa: F401  # the modules below need both, and would say so less helpfully
    import jmespath  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "parzo_validate.adapters needs jmespath and defusedxml; install them with: "
        "pip install 'parzo_validate[adapters]'",
        name=error.name,
    ) from error

from parzo_validate.adapters.adapting import adapt, adapt_each
from parzo_validate.adapters.shipped import UnknownProducer, producers, recognise
from parzo_validate.adapters.table import InvalidTable

__all__ = ["InvalidTable", "UnknownProducer", "adapt", "adapt_each", "producers", "recognise"]
