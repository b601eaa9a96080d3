"""Writes the types of the JavaScript module from the library's JSON Schemas.

.venv/bin/python -m tests.helpers.typescript > parzo_validate/browser/parzo-validate.d.mts

A test compares the file with what this prints.
"""

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import TypeAdapter

from parzo_validate import Invoice
from parzo_validate.adapters import producers
from parzo_validate.adapters.received import AUTO
from parzo_validate.browser.marks import MarksDict
from parzo_validate.config.choices import TableName
from parzo_validate.diagnosis.diagnose import DiagnosisDict
from parzo_validate.engine.policy import CAUSES, Standing
from parzo_validate.engine.report import ReportDict
from parzo_validate.grounding.grounding import GroundingDict
from parzo_validate.job.revalidation import RevalidationDict
from parzo_validate.words import Language

_BY_HAND = """\
// Types of parzo-validate.mjs, written from the JSON Schemas of the library by tests/helpers/typescript.py.

/** A result or a job: an object, or the JSON text of one. Text is read digit by digit, so prefer it for amounts. */
export type Document = object | string | Uint8Array | ArrayBuffer;

export interface Options {{
  /** The language of messages and reasons; "en" unless you say otherwise. */
  lang?: {languages} | null;
  /** The rules to run; "default" unless you say otherwise. */
  rules?: {tables} | null;
  policy?: Policy | null;
  /** The text of the document's paper, with form feeds between its pages or page by page: then `grounding` is there. */
  text?: string | string[] | null;
  /** Whose answer the document is, or the table of `page --from`; in the documented shape unless you say otherwise. */
  from?: {producers} | `${{string}}.toml` | null;
}}

/** What a customer may decide. Amounts are safest as text. */
export interface Policy {{
  tolerance?: number | string;
  /** Those that excuse a gap; unless you say otherwise the stamp duty, the discount, and both. */
  accepted_causes?: ({causes})[];
  extra_vat_rates?: (number | string)[];
  unlisted_charges?: number | string;
  own_vat_numbers?: string[];
  /** The day on which the document is judged, as YYYY-MM-DD; without it no rule asks whether a date is to come. */
  as_of?: string | null;
  /** What is expected of a field on the paper, where it is not as usual: {{ "invoice.due_date": "weak" }}. */
  on_page?: Record<string, {standings}>;
}}

/** How a job compares with its server's flags, and the report on its result where it carries one. */
export interface JobReport extends Revalidation {{
  report: GroundedReport | null;
}}

/** A report; with the text of the paper its flags are among the others, and `grounding` says the rest. */
export type GroundedReport = Report & {{ grounding?: Grounding }};

/** What the command line prints as JSON: a report and what is likely wrong, or why there is none. */
export type Judgement = ((GroundedReport & {{ diagnoses: Diagnosis[] }}) | Refusal) & {{ job?: Revalidation }};

/** Why there is no report; programs match `reason_code`. */
export interface Refusal {{
  error: string;
  reason_code: string;
}}

/** HTML to show, in which everything foreign is escaped; report.css has its style. */
export interface Sheet {{
  verdict: Verdict | "unusable" | "no_result";
  report: string;
  /** The invoice with the offending values marked; missing where there is none. */
  invoice?: string;
  /** What to mark on the paper; there where its text is given. */
  paper?: Marks;
}}

export interface ParzoValidate {{
  /** The version of the library. */
  readonly version: string;
  /** The producers whose answers can be asked about, by name, with what to call them; none without their wheels. */
  readonly producers: Record<string, string>;
  /** Whose answers the folder was put together for; null where there are no producers. */
  readonly from: string | null;
  /** The version of pdf.js in the folder; null where there is none, and the page takes no papers. */
  readonly pdfjs: string | null;
  /** The report on a result, or on the completed job that carries one. */
  validate(result: Document, options?: Options): Promise<GroundedReport>;
  /** A job judged again, and where that differs from the server's flags. */
  revalidate(job: Document, options?: Options): Promise<JobReport>;
  /** Whatever the document is; one that cannot be used has an `error` and is no exception. */
  judge(document: Document, options?: Options): Promise<Judgement>;
  sheet(document: Document, options?: Options): Promise<Sheet>;
  /** Stops the worker; what was still asked fails. */
  close(): void;
}}

export type Progress = {{ stage: "loading"; loaded: number; total: number }} | {{ stage: "starting" }};

export interface LoadOptions {{
  /** The folder that `parzo-validate page` made; the one of this module unless you say otherwise. */
  base?: string | URL;
  /** Told how many bytes were loaded, then that Python starts. */
  onProgress?: (progress: Progress) => void;
  /** Starts the worker from its address, where it must not be `new Worker(address, {{ type: "module" }})`. */
  startWorker?: (address: URL) => Worker | Promise<Worker>;
}}

/** Starts Python in a worker, once for many questions; fails with an Error that says what could not be loaded. */
export function load(options?: LoadOptions): Promise<ParzoValidate>;

/** What the library refuses: input that is no JSON object, an unknown option. Nothing inside a document ever is. */
export class ParzoValidateError extends Error {{
  private constructor();
  /** The library's own name for it, such as "InvalidInput". */
  name: string;
}}
"""


def typescript() -> str:
    """Return the whole of ``parzo-validate.d.mts``."""
    by_hand = _BY_HAND.format(
        languages=_union(Language),
        tables=_union(TableName),
        causes=_union(CAUSES),
        standings=_union(get_args(Standing)),
        producers=_union((AUTO, *producers())),
    )
    described: dict[str, Any] = {}
    models = {
        "Report": ReportDict,
        "Diagnosis": DiagnosisDict,
        "Revalidation": RevalidationDict,
        "Invoice": Invoice,
        "Grounding": GroundingDict,
        "Marks": MarksDict,
    }
    for name, model in models.items():
        schema = TypeAdapter(model).json_schema(by_alias=True)
        described |= schema.pop("$defs", {}) | {name: schema}
    return "\n".join([by_hand, *(_declared(name, schema) for name, schema in sorted(described.items()))])


def _declared(name: str, schema: dict[str, Any]) -> str:
    explained = schema["description"].split("\n\n")[0]
    comment = f"/** {' '.join(explained.split())} */\n"
    if "enum" in schema:
        return f"{comment}export type {_name(name)} = {_type(schema)};\n"
    return f"{comment}export interface {_name(name)} {{\n{''.join(_fields(schema))}}}\n"


def _fields(schema: dict[str, Any]) -> Iterator[str]:
    for field, described in schema["properties"].items():
        optional = "" if field in schema.get("required", ()) else "?"
        yield f"  {field}{optional}: {_type(described)};\n"


def _type(schema: dict[str, Any]) -> str:
    match schema:
        case {"$ref": reference}:
            return _name(reference.rpartition("/")[2])
        case {"enum": values}:
            return _union(values)
        case {"anyOf": choices}:
            return " | ".join(dict.fromkeys(map(_type, choices)))
        case {"type": "array", "items": items}:
            return f"({_type(items)})[]" if "anyOf" in items else f"{_type(items)}[]"
        case {"type": "object", "additionalProperties": dict(values)}:
            return f"Record<string, {_type(values)}>"
        case {"type": "integer" | "number"}:
            return "number"
        case {"type": "string" | "boolean" | "null"}:
            return str(schema["type"])
    raise ValueError(f"no TypeScript for {schema}")


def _name(model: str) -> str:
    return model.removesuffix("Dict")


def _union(values: Any) -> str:
    return " | ".join(map(json.dumps, values))


if __name__ == "__main__":
    print(typescript(), end="")
