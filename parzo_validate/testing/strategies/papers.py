"""Draws papers: a true result, and the text of a page that says what it says."""

from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from parzo_validate.testing.pages import PageStyle, print_page
from parzo_validate.testing.strategies.coherent import coherent_results
from parzo_validate.testing.strategies.fields import Result

_seeds = st.integers(0, 2**32 - 1)


def papers(results: SearchStrategy[Result] | None = None, *, noise: bool = True) -> SearchStrategy[tuple[Result, str]]:
    """Return a strategy of ``(result, text)``: a true result, and the text of a paper on which its values stand.

    For testing that nothing which stands there is called absent, and that what is damaged in the result is. The paper
    is in one of four languages, three layouts and five ways to write numbers.

    Args:
        results: the results to print, with their numbers as JSON numbers; ``coherent_results()`` when it is ``None``.
        noise: whether the texts may be as extractors leave them: columns joined, lines broken, new pages.

    >>> from hypothesis import find
    >>> result, text = find(papers(noise=False), lambda paper: True)
    >>> result["invoice"]["number"] in text
    True
    """
    return _papers(coherent_results() if results is None else results, noise)


@st.composite
def _papers(draw: DrawFn, results: SearchStrategy[Result], noise: bool) -> tuple[dict[str, Any], str]:
    result = draw(results)
    chance = Random(draw(_seeds))  # noqa: S311  # by the drawn seed, so that the same paper can be drawn again
    return result, print_page(result, chance, page=PageStyle.drawn(chance, noise=noise))
