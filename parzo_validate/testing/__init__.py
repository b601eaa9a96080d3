"""What a test author needs: conformance vectors, the contract of a rule, strategies and defects for property tests.

Nothing of the library imports this package. ``load_vectors`` and ``check_vector`` need nothing besides the library;
``check_rule`` and ``parzo_validate.testing.strategies`` need hypothesis, which the extra ``testing`` brings.
"""

from typing import TYPE_CHECKING

from parzo_validate.testing.defects.damage import Defect
from parzo_validate.testing.promises import BrokenPromise
from parzo_validate.testing.vectors import check_vector, load_vectors

if TYPE_CHECKING:
    from parzo_validate.testing.contract import check_rule

__all__ = ["BrokenPromise", "Defect", "check_rule", "check_vector", "load_vectors"]


def __getattr__(name: str) -> object:
    """Return ``check_rule``, which is imported when it is first asked for: it needs hypothesis, the vectors do not."""
    if name != "check_rule":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import parzo_validate.testing.strategies  # noqa: F401  # says what to install where hypothesis is missing
    from parzo_validate.testing.contract import check_rule

    return check_rule
