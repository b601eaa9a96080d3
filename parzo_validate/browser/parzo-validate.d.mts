// Types of parzo-validate.mjs, written from the JSON Schemas of the library by tests/helpers/typescript.py.

/** A result or a job: an object, or the JSON text of one. Text is read digit by digit, so prefer it for amounts. */
export type Document = object | string | Uint8Array | ArrayBuffer;

export interface Options {
  /** The language of messages and reasons; "en" unless you say otherwise. */
  lang?: "en" | "it" | null;
  /** The rules to run; "default" unless you say otherwise. */
  rules?: "default" | "extended" | null;
  policy?: Policy | null;
  /** The text of the document's paper, with form feeds between its pages or page by page: then `grounding` is there. */
  text?: string | string[] | null;
  /** Whose answer the document is, or the table of `page --from`; in the documented shape unless you say otherwise. */
  from?: "auto" | "affinda" | "azure" | "fatturapa" | "google" | "klippa" | "mindee_v2" | "mindee_v4" | "rossum" | "textract" | "veryfi" | `${string}.toml` | null;
}

/** What a customer may decide. Amounts are safest as text. */
export interface Policy {
  tolerance?: number | string;
  /** Those that excuse a gap; unless you say otherwise the stamp duty, the discount, and both. */
  accepted_causes?: ("stamp_duty" | "discount" | "discount_and_stamp_duty" | "rounding" | "charges" | "several_adjustments" | "net_of_withholding" | "net_of_prepayment" | "tax_not_in_total" | "tax_in_subtotal" | "swapped_subtotal_and_total" | "lines_outside_vat" | "lines_outside_vat_and_net_of_withholding" | "subtotal_not_sum_of_lines" | "fund_not_in_subtotal" | "fund_and_stamp_duty" | "net_of_withholding_and_enasarco" | "net_of_withholding_and_prepayment" | "fund_and_net_of_withholding" | "net_of_two_withholdings" | "net_of_unstated_withholding" | "discount_after_tax" | "total_rounded")[];
  extra_vat_rates?: (number | string)[];
  unlisted_charges?: number | string;
  own_vat_numbers?: string[];
  /** The day on which the document is judged, as YYYY-MM-DD; without it no rule asks whether a date is to come. */
  as_of?: string | null;
  /** What is expected of a field on the paper, where it is not as usual: { "invoice.due_date": "weak" }. */
  on_page?: Record<string, "must" | "may" | "weak" | "ignored">;
}

/** How a job compares with its server's flags, and the report on its result where it carries one. */
export interface JobReport extends Revalidation {
  report: GroundedReport | null;
}

/** A report; with the text of the paper its flags are among the others, and `grounding` says the rest. */
export type GroundedReport = Report & { grounding?: Grounding };

/** What the command line prints as JSON: a report and what is likely wrong, or why there is none. */
export type Judgement = ((GroundedReport & { diagnoses: Diagnosis[] }) | Refusal) & { job?: Revalidation };

/** Why there is no report; programs match `reason_code`. */
export interface Refusal {
  error: string;
  reason_code: string;
}

/** HTML to show, in which everything foreign is escaped; report.css has its style. */
export interface Sheet {
  verdict: Verdict | "unusable" | "no_result";
  report: string;
  /** The invoice with the offending values marked; missing where there is none. */
  invoice?: string;
  /** What to mark on the paper; there where its text is given. */
  paper?: Marks;
}

export interface ParzoValidate {
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
}

export type Progress = { stage: "loading"; loaded: number; total: number } | { stage: "starting" };

export interface LoadOptions {
  /** The folder that `parzo-validate page` made; the one of this module unless you say otherwise. */
  base?: string | URL;
  /** Told how many bytes were loaded, then that Python starts. */
  onProgress?: (progress: Progress) => void;
  /** Starts the worker from its address, where it must not be `new Worker(address, { type: "module" })`. */
  startWorker?: (address: URL) => Worker | Promise<Worker>;
}

/** Starts Python in a worker, once for many questions; fails with an Error that says what could not be loaded. */
export function load(options?: LoadOptions): Promise<ParzoValidate>;

/** What the library refuses: input that is no JSON object, an unknown option. Nothing inside a document ever is. */
export class ParzoValidateError extends Error {
  private constructor();
  /** The library's own name for it, such as "InvalidInput". */
  name: string;
}

/** A value that does not stand on the paper, as JSON; ``nearest`` is null where nothing there is like it. */
export interface Absent {
  path: string;
  value: string;
  nearest: Place | null;
}

/** A value that was read otherwise than it stood there, as JSON; ``read_as`` is null where it says nothing. */
export interface Coerced {
  path: string;
  given: string;
  read_as: string | null;
}

/** A rule that raised, as JSON; ``reason_code`` is always ``crashed``. */
export interface Crash {
  code: string;
  error: string;
  reason_code: string;
}

/** A diagnosis as JSON; money is a decimal string. */
export interface Diagnosis {
  path: string;
  found: string | null;
  proposed: string | null;
  defect: string | null;
  certainty: "certain" | "likely" | "possible";
  evidence: Evidence;
  message: string;
}

/** Evidence as JSON; ``place`` is there where a page says where the proposed value stands. */
export interface Evidence {
  repaired: string[];
  holding: string[];
  place?: Place;
}

/** The sums of the document, in currency units; ``tax_rate`` in per cent (22, not 0.22). */
export interface Financials {
  subtotal?: number | string | null;
  tax_rate?: number | string | null;
  tax_amount?: number | string | null;
  total?: number | string | null;
  discount?: number | string | null;
  stamp_duty?: number | string | null;
  withholding_tax?: number | string | null;
  rounding?: number | string | null;
  charges?: number | string | null;
  prepaid?: number | string | null;
  amount_due?: number | string | null;
  currency?: string | null;
}

/** A flag as JSON, the shape of one element of a job's ``validation_flags``. */
export interface Flag {
  code: string;
  severity: Severity;
  message: string;
  path: string;
  context: Record<string, string | number | boolean | string[] | null>;
}

/** A grounding as JSON. */
export interface Grounding {
  places: Record<string, Place[]>;
  absent: Absent[];
  computed: string[];
  weak: string[];
  of_another_paper: boolean;
  flags: Flag[];
  not_evaluated: NotEvaluated[];
  crashed: Crash[];
}

/** What the document says of itself: number, dates, type, terms of payment. */
export interface Header {
  number?: string | null;
  date?: string | null;
  due_date?: string | null;
  type?: string | null;
  currency?: string | null;
  payment_terms?: string | null;
  payment_method?: string | null;
  po_number?: string | null;
}

/** The extraction result. */
export interface Invoice {
  vendor?: Party | null;
  buyer?: Party | null;
  invoice?: Header | null;
  financials?: Financials | null;
  line_items?: LineItem[] | null;
}

/** One line. Its amount arrives as ``amount`` or ``total``, its rate as ``vat_rate`` or ``tax_rate``. */
export interface LineItem {
  description?: string | null;
  quantity?: number | string | null;
  unit?: string | null;
  unit_price?: number | string | null;
  amount?: number | string | null;
  total?: number | string | null;
  vat_rate?: number | string | null;
  tax_rate?: number | string | null;
}

/** A place on the paper, the values that stand there, and those in whose place something else does, as JSON. */
export interface Mark {
  page: number;
  start: number;
  end: number;
  printed: string;
  paths: string[];
  instead_of: string[];
  names: string[];
  severity: Severity | null;
  shown: boolean;
}

/** The marks of a paper in the order of its text, and those of each flag of the sheet, by their numbers. */
export interface Marks {
  marks: Mark[];
  flags: number[][];
}

/** Something a rule could not judge, as JSON; ``path`` is the value that it lacks. */
export interface NotEvaluated {
  code: string;
  path: string;
  reason: string;
  reason_code: string;
}

/** A vendor or a buyer. A buyer has no phone, IBAN or SDI code in the documented result. */
export interface Party {
  name?: string | null;
  vat_number?: string | null;
  fiscal_code?: string | null;
  address?: string | null;
  city?: string | null;
  zip_code?: string | null;
  country?: string | null;
  email?: string | null;
  phone?: string | null;
  iban?: string | null;
  sdi_code?: string | null;
}

/** A place as JSON. */
export interface Place {
  page: number;
  start: number;
  end: number;
  printed: string;
}

/** A report as JSON. */
export interface Report {
  verdict: Verdict;
  flags: Flag[];
  coerced: Coerced[];
  unreadable: Unreadable[];
  not_evaluated: NotEvaluated[];
  crashed: Crash[];
  ruleset: Ruleset;
}

/** How a job compares with the flags of its server, as JSON; programs match ``reason_code``. */
export interface Revalidation {
  status: string;
  agrees: boolean;
  reason: string;
  reason_code: string;
  only_in_report: Flag[];
  only_in_server_flags: ServerFlag[];
  server_flags: ServerFlag[];
  unreadable: Unreadable[];
  server_ruleset: Ruleset | null;
  ruleset_difference: string;
}

/** What judged, as JSON: the version of the library, and fingerprints of the rules and of the policy. */
export interface Ruleset {
  version: string;
  rules: string;
  policy: string;
}

/** What identifies and explains a server's flag, as JSON. */
export interface ServerFlag {
  code: string;
  severity: string | null;
  message: string | null;
  path: string | null;
}

/** How much a flag weighs: an ``error`` cannot be true, a ``warning`` deserves a look. */
export type Severity = "error" | "warning";

/** An unreadable value as JSON; programs match ``reason_code``. */
export interface Unreadable {
  path: string;
  reason: string;
  reason_code: string;
}

/** What to do with the document. */
export type Verdict = "clean" | "review" | "incomplete";
