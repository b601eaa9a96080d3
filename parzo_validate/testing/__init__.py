"""What a test author needs: conformance vectors, the contract of a rule, and strategies for hypothesis.

Nothing of the library imports this package. ``load_vectors`` and ``check_vector`` need nothing besides it; the rest
needs the extra ``testing``.
"""

from parzo_validate.testing.vectors import check_vector, load_vectors

__all__ = ["check_vector", "load_vectors"]
