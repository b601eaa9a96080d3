"""Errors as no honest package raises them."""

from typing import Any


class Unspeakable(Exception):
    """Whatever is asked of it, it raises."""

    def __str__(self) -> str:
        raise SystemExit("str")

    __repr__ = __str__

    @property  # type: ignore[misc]
    def __class__(self) -> Any:
        """Raise too."""
        raise RuntimeError("class")

    @property
    def __notes__(self) -> Any:  # type: ignore[override]
        """Raise too."""
        raise RuntimeError("notes")


class Text(str):
    """A text that no method of its own class reads."""

    def __len__(self) -> int:
        raise RuntimeError("len")

    isprintable = encode = __iter__ = __len__  # type: ignore[assignment]


class SaysText(Exception):
    """An error whose text is of a class of its own."""

    def __str__(self) -> str:
        return Text("said")


class Meta(type):
    """A class without a name."""

    @property
    def __name__(cls) -> str:  # type: ignore[override]
        """Raise instead."""
        raise RuntimeError("name")


Nameless = Meta("Nameless", (Exception,), {})
