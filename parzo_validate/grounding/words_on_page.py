"""Texts on a page: names and addresses, by their words."""

import re

_WORD = re.compile(r"[^\W_]+")
_MOST_TRIES = 20
_MOST_WORDS = 40


class Words:
    r"""The words of a page, and where each stands.

    >>> Words("Alfa\nS.r.l. - Via Roma 1").find("ALFA s.r.l."), Words("Alfabeto").find("Alfa")
    ([(0, 10)], [])
    """

    def __init__(self, tidy: str) -> None:
        self._spans = [match.span() for match in _WORD.finditer(tidy)]
        self._words = [tidy[start:end].casefold() for start, end in self._spans]
        self._places: dict[str, list[int]] = {}
        for place, word in enumerate(self._words):
            self._places.setdefault(word, []).append(place)

    def find(self, text: str) -> list[tuple[int, int]]:
        """Return where the words of a text stand beside each other, whatever divides them."""
        words = [word.casefold() for word in _WORD.findall(text[:1000])[:_MOST_WORDS]]
        if not words:
            return []
        size = len(words)
        return [
            (self._spans[place][0], self._spans[place + size - 1][1])
            for place in self._places.get(words[0], [])[:_MOST_TRIES]
            if self._words[place : place + size] == words
        ]
