"""Names and addresses on a page, by their words."""

import pytest

from parzo_validate.grounding.words_on_page import Words

CASES = {
    "divided otherwise": ("ALFA S.r.l.", "Alfa\ns.R.L. - Roma", [(0, 10)]),
    "twice": ("Via Roma", "Via Roma, via roma", [(0, 8), (10, 18)]),
    "the first word alone": ("Via Roma", "Via Milano", []),
    "part of a word": ("Alfa", "Alfabeto", []),
    "at the end": ("Via Roma", "la Via", []),
    "no word": ("...", "Alfa...", []),
    "the twentieth of its first word": ("a b", "a " * 19 + "a b", [(38, 41)]),
    "the twenty-first of its first word": ("a b", "a " * 20 + "a b", []),
    "of many words the first forty": ("a " * 40 + "b", "a " * 40 + "c", [(0, 79)]),
    "of a long text the first thousand signs": ("a" * 1000 + " b", "a" * 1000, [(0, 1000)]),
}


@pytest.mark.parametrize(("text", "page", "places"), CASES.values(), ids=CASES.keys())
def test_where_the_words_of_a_text_stand(text: str, page: str, places: list[tuple[int, int]]) -> None:
    assert Words(page).find(text) == places
