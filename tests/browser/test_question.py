"""The options that JavaScript gives: what is taken, and what is refused in which words."""

import json
import sys

import pytest

from parzo_validate.adapters import producers
from parzo_validate.browser.question import InvalidOption, Options, read_options


def test_without_options_everything_is_as_usual() -> None:
    assert read_options("{}") == Options()
    assert read_options('{"text": null, "from": null}') == Options()


@pytest.mark.parametrize("text", ["", "a\fb", [], ["a", "b"]])
def test_the_text_of_a_paper_is_a_text_or_a_list_of_texts(text: object) -> None:
    assert read_options(json.dumps({"text": text})).text == text


REFUSED = {
    "text": ({"text": 5}, "text: expected a text, or a list of the texts of its pages, got the number 5"),
    "pages": ({"text": ["a", None]}, "text: expected a text, or a list of the texts of its pages, got a list"),
    "producer": (
        {"from": "klipa"},
        f'from: unknown producer "klipa"; did you mean klippa? known: {", ".join(producers())}',
    ),
    "no-producer": ({"from": 5}, "from: expected the name of a producer, got the number 5"),
    "no-table": ({"from": "x.toml"}, "from: x.toml: cannot read the file: No such file or directory"),
}


@pytest.mark.parametrize(("options", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_paper_or_producer_is_refused(options: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidOption) as refusal:
        read_options(json.dumps(options))
    assert str(refusal.value) == message


def test_without_its_packages_the_option_says_what_the_page_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("parzo_validate.adapters")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "jmespath", None)
    with pytest.raises(InvalidOption) as refusal:
        read_options('{"from": "auto"}')
    assert str(refusal.value) == "from: the page was put together without jmespath and defusedxml, which it needs"
