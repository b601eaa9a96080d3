"""What goes back to an extractor, and the libraries that ask a language model again by themselves."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Annotated, Any

import pytest
from hypothesis import given
from pydantic import AfterValidator, BaseModel, TypeAdapter, ValidationError

from parzo_validate import DEFAULT_TABLE, Invoice, Policy, Report, feedback, must_hold, validate
from parzo_validate.diagnosis import diagnose
from parzo_validate.testing import Defect
from parzo_validate.testing.strategies import defective_results
from tests.helpers.builders import sums
from tests.helpers.documents import README, files_of

WRONG = sums(subtotal=1000, tax_amount=220, total=1202)
RIGHT = sums(subtotal=1000, tax_amount=220, total=1220)
ASKED = "These values cannot all be right. Read them on the document again and correct what was misread:"
CHIESTO = "Questi valori non possono essere tutti giusti. Rileggerli sul documento e correggere quelli letti male:"
SENTENCE = "subtotal 1000.00 + tax 220.00 = …, but the total is 1202.00 (difference …)"
TEXT = f"{ASKED}\n- /financials/total: {SENTENCE}"

SAID = {
    "sums": (WRONG, [f"/financials/total: {SENTENCE}"]),
    "check-digit": (
        {"buyer": {"vat_number": "IT98765432109"}},
        ["/buyer/vat_number: the buyer's VAT number IT98765432109 ends in 9, but the check digit should be …"],
    ),
    "fraction": (
        {"financials": {"tax_rate": 0.22}},
        ["/financials/tax_rate: VAT rate 0.22% is probably …% written as a fraction"],
    ),
    "nothing-to-withhold": (sums(total=0), ["/financials/total: the total is 0.00, but a total cannot be zero"]),
    "unreadable": (sums(total="750..00"), ['/financials/total: expected a number, got "750..00"']),
}


@pytest.mark.parametrize(("result", "lines"), SAID.values(), ids=SAID)
def test_each_finding_is_a_line_without_what_should_stand_there(result: Any, lines: list[str]) -> None:
    assert feedback(validate(result)) == "\n".join([ASKED, *(f"- {line}" for line in lines)])


def test_italian_sentences_withhold_the_same() -> None:
    assert feedback(validate(WRONG), lang="it") == (
        f"{CHIESTO}\n- /financials/total: "
        "imponibile 1.000,00 + imposta 220,00 = …, ma il totale è 1.202,00 (differenza …)"
    )


def test_what_should_stand_there_is_said_when_it_is_asked_for() -> None:
    report, diagnoses = validate(WRONG), diagnose(WRONG)
    [best, *_] = diagnoses
    assert feedback(report, diagnoses=diagnoses) == (
        f"{ASKED}\n- /financials/total: {report.flags[0].message}; {best.message}"
    )
    assert feedback(report, diagnoses=()) == f"{ASKED}\n- /financials/total: {report.flags[0].message}"
    assert best.render("it") in feedback(report, diagnoses=diagnoses, lang="it")


def test_the_place_of_a_value_that_explains_another_is_named() -> None:
    swapped = {
        "vendor": {"vat_number": "IT12345678903"},
        **sums(subtotal=1220, tax_rate=22, tax_amount=220, total=1220),
    }
    text = feedback(validate(swapped), diagnoses=diagnose(swapped))
    assert "; /financials/subtotal should be 1000.00 (certain)" in text


def test_of_a_clean_report_nothing_is_said() -> None:
    assert feedback(validate(RIGHT, table=DEFAULT_TABLE.only("ARITHMETIC_MISMATCH"))) == ""


def test_a_language_without_sentences_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^no messages in 'de'; known languages: en, it$"):
        feedback(validate({}), lang="de")


@given(defective_results())
def test_no_expected_value_is_given_away(defective: tuple[dict[str, Any], Defect]) -> None:
    for flag in validate(defective[0]).flags:
        expected = flag.context.get("expected")
        [_, line] = feedback(Report(flags=(flag,))).split("\n")
        assert expected is None or f" {expected} " not in f"{line} ".replace(",", " ")


def test_a_rule_of_others_may_expect_a_word() -> None:
    from parzo_validate import Finding, rule

    @rule(
        code="ACME_WORD",
        severity="error",
        summary="the word is another",
        messages={"en": "expected {expected}", "it": "atteso {expected}"},
    )
    def another_word(invoice: Invoice, policy: Policy) -> Iterator[Finding]:
        yield Finding(path=("invoice",), context={"expected": "blue"})

    report = validate({}, table=DEFAULT_TABLE.only("INVALID_TOTAL").with_rules(another_word))
    assert feedback(report, lang="it") == f"{CHIESTO}\n- /invoice: atteso …"


CHECKED = TypeAdapter(Annotated[Invoice, AfterValidator(must_hold)])


def test_pydantic_refuses_what_cannot_be_true() -> None:
    assert CHECKED.validate_python(RIGHT).financials.total == 1220
    with pytest.raises(ValidationError) as refusal:
        CHECKED.validate_python(WRONG)
    assert refusal.value.errors()[0]["msg"] == f"Value error, {TEXT}"


def test_a_warning_is_no_refusal_unless_asked() -> None:
    misread = {"buyer": {"vat_number": "IT98765432109"}}
    assert must_hold(misread) is misread
    with pytest.raises(ValueError, match=r"^These values cannot all be right"):
        must_hold(misread, warnings=True)


def test_rules_policy_and_language_are_the_caller_s() -> None:
    assert must_hold(WRONG, policy=Policy(tolerance=50)) is WRONG
    assert must_hold(WRONG, table=DEFAULT_TABLE.only("INVALID_TOTAL")) is WRONG
    with pytest.raises(ValueError, match=r"^Questi valori"):
        must_hold(WRONG, lang="it")


class Sums(BaseModel):
    """A model of somebody else's with the documented fields."""

    financials: dict[str, float]


def test_a_model_of_one_s_own_is_judged_by_its_fields() -> None:
    assert must_hold(Sums.model_validate(RIGHT)).financials["total"] == 1220
    with pytest.raises(ValueError, match=r"^These values"):
        must_hold(Sums.model_validate(WRONG))


class Answer(BaseModel):
    """What instructor asks for."""

    invoice: Annotated[Invoice, AfterValidator(must_hold)]


needs = "; pip install -e '.[language-models]' brings it"


def test_pydantic_ai_asks_again_and_returns_the_invoice() -> None:
    pytest.importorskip("pydantic_ai", reason=f"pydantic_ai is not installed{needs}", exc_type=ImportError)
    from pydantic_ai.exceptions import UnexpectedModelBehavior
    from pydantic_ai.messages import ModelMessage, ModelResponse, ToolCallPart
    from pydantic_ai.models.function import AgentInfo, FunctionModel

    program: dict[str, Any] = {}
    exec(files_of(README)["ask_again.py"], program)  # noqa: S102  # the snippet of the README
    seen: list[list[ModelMessage]] = []

    def answering(*answers: dict[str, Any]) -> FunctionModel:
        def model(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
            seen.append(list(messages))
            return ModelResponse(parts=[ToolCallPart(info.output_tools[0].name, answers[len(seen) - 1])])

        return FunctionModel(model)

    def ask(*answers: dict[str, Any]) -> Any:
        asked = program["agent"].run("the page", model=answering(*answers), retries=len(answers) - 1)
        return asyncio.run(asked).output  # run_sync would leave a loop of events open

    invoice = ask(WRONG, RIGHT)
    assert (type(invoice), invoice.financials.total, len(seen)) == (Invoice, 1220, 2)
    [told] = seen[1][-1].parts[0].content
    assert told["msg"] == f"Value error, {TEXT}"
    seen.clear()
    with pytest.raises(UnexpectedModelBehavior, match=r"^Exceeded maximum output retries \(2\)"):
        ask(WRONG, WRONG, WRONG)
    assert len(seen) == 3


@contextmanager
def serving(*answers: dict[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Serve answers of a language model as OpenAI does, the last one for ever; yield the address and what is asked."""
    asked: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            function = {
                "name": asked[-1]["tools"][0]["function"]["name"],
                "arguments": json.dumps({"invoice": answers[min(len(asked), len(answers)) - 1]}),
            }
            call = {"id": f"call{len(asked)}", "type": "function", "function": function}
            message = {"role": "assistant", "content": None, "tool_calls": [call]}
            choice = {"index": 0, "finish_reason": "tool_calls", "message": message}
            body = json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]})
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.filterwarnings("ignore")  # of theirs, about what they will change
def test_instructor_asks_again_and_returns_the_invoice() -> None:
    instructor = pytest.importorskip("instructor", reason=f"instructor is not installed{needs}", exc_type=ImportError)
    openai = pytest.importorskip("openai", reason=f"openai is not installed{needs}", exc_type=ImportError)

    def ask(address: str) -> Invoice:
        with openai.OpenAI(base_url=address, api_key="none", max_retries=0) as remote:
            client = instructor.from_openai(remote)
            messages = [{"role": "user", "content": "the page"}]
            answer = client.chat.completions.create(model="m", response_model=Answer, max_retries=2, messages=messages)
            return answer.invoice  # type: ignore[no-any-return]

    with serving(WRONG, RIGHT) as (address, asked):
        invoice = ask(address)
    assert (type(invoice), str(invoice.financials.total), len(asked)) == (Invoice, "1220", 2)
    assert TEXT in asked[1]["messages"][-1]["content"]
    with serving(WRONG) as (address, asked), pytest.raises(Exception, match="These values cannot all be right") as end:
        ask(address)
    assert (type(end.value).__name__, len(asked)) == ("InstructorRetryException", 3)
