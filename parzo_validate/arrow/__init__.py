"""Arrow record batches, the way distributed engines hand documents on. Needs the extra ``arrow``.

Column-wise code selects the rows that a rule must see; the rule decides.

>>> import pyarrow as pa
>>> batch = pa.RecordBatch.from_pylist([{"document_id": "a", "financials_total": 0.0}])
>>> validate_batch(batch).to_pylist()[0]["flags"][0]["code"]
'INVALID_TOTAL'
"""

try:
    import numpy  # noqa: F401  # the modules below need both, and would say so less helpfully
    import pyarrow  # noqa: F401
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "parzo_validate.arrow needs pyarrow and numpy; install them with: pip install 'parzo_validate[arrow]'",
        name=error.name,
    ) from error

from parzo_validate.arrow.batches import validate_batch, validate_batches
from parzo_validate.arrow.columns import InvalidColumns
from parzo_validate.arrow.output import output_schema

__all__ = ["InvalidColumns", "output_schema", "validate_batch", "validate_batches"]
