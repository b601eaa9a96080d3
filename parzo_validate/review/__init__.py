"""What a reviewer opens: a row for each finding of an archive, as CSV, XLSX, Parquet or HTML; and documents twice."""

from parzo_validate.review.duplicates import Duplicate, identity_of
from parzo_validate.review.rows import Row, rows_of
from parzo_validate.review.store import Store
from parzo_validate.review.writing import SUFFIXES, write_review

__all__ = ["SUFFIXES", "Duplicate", "Row", "Store", "identity_of", "rows_of", "write_review"]
