"""Third-party invoices, judged by hand: every label, and the causes that the document makes visible.

They belong to others and are no part of this project; where they do not lie beside the checkout, nothing is tested.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from parzo_validate import validate, validate_json
from tests.helpers.builders import ROOT

CORPUS = ROOT.parent / "shared" / "corpus"
LABELS = CORPUS / "labels.jsonl"

pytestmark = pytest.mark.skipif(not LABELS.is_file(), reason="../shared/corpus is not beside this checkout")

VISIBLE_CAUSES = {
    "withholding subtracted from total": "net_of_withholding",
    "withholding 520 subtracted from total": "net_of_withholding",
    "cassa 0.53 in riepilogo, not in total": "subtotal_not_sum_of_lines",
    "cassa 0.83 in riepilogo, not in total": "subtotal_not_sum_of_lines",
    "cassa 38.78 in riepilogo but left out of the total (also total 3013.4=2470+543.4)": "subtotal_not_sum_of_lines",
}
"""The label's words for what is going on, and the name of that cause. In the other documents it cannot be seen."""


def labels() -> list[dict[str, Any]]:
    return [json.loads(line) for line in LABELS.read_text(encoding="utf-8").splitlines()] if LABELS.is_file() else []


def document(label: dict[str, Any]) -> Path:
    return CORPUS / "invoices" / str(label["file"])


@pytest.mark.parametrize("label", labels(), ids=[label["file"] for label in labels()])
def test_flags_are_those_of_the_label(label: dict[str, Any]) -> None:
    raw = document(label).read_bytes()
    for report in (validate_json(raw, strict=True), validate(json.loads(raw), strict=True)):
        assert sorted(f"{flag.code}@{flag.path}" for flag in report.flags) == label["expect"]
        assert report.unreadable == ()


def test_a_visible_cause_is_named_and_no_other() -> None:
    named = {}
    for label in labels():
        if label["cause"] and not label["contested"]:
            report = validate_json(document(label).read_bytes())
            named[label["cause"]] = {flag.context.get("cause") for flag in report.errors}
    assert {cause: names for cause, names in named.items() if names != {None}} == {
        words: {cause} for words, cause in VISIBLE_CAUSES.items()
    }
