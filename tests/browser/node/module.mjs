// What a front end does with the module, in Node: prints what it got as one JSON object.
// node module.mjs FOLDER FATTURA

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { load, ParzoValidateError } = await import(pathToFileURL(`${process.argv[2]}/parzo-validate.mjs`));
const pv = await load();
const result = { financials: { subtotal: 1000, tax_amount: 220, withholding_tax: 200, total: 1020 } };
const refusal = async (promise) => {
  const error = await promise.then(() => null, (refused) => refused);
  return { name: error?.name, message: error?.message, ours: error instanceof ParzoValidateError, plain: error instanceof Error };
};

console.log(JSON.stringify({
  version: pv.version,
  about: { producers: pv.producers, from: pv.from, pdfjs: pv.pdfjs },
  object: await pv.validate(result),
  text: await pv.validate(JSON.stringify(result)),
  bytes: await pv.validate(new TextEncoder().encode(JSON.stringify(result)).buffer),
  italian: await pv.validate(result, { lang: "it" }),
  accepted: await pv.validate(result, { policy: { accepted_causes: ["net_of_withholding"] } }),
  digits: await pv.validate('{"financials": {"total": -123456789012345678.05}}'),
  lossless: await pv.validate({ financials: { subtotal: NaN, tax_amount: -Infinity, total: -123456789012345678n } }),
  job: await pv.revalidate({ status: "completed", result, validation_flags: ["DATE_INCOHERENCE"] }),
  failed: await pv.judge({ status: "failed", error: "the PDF is encrypted" }),
  sheet: await pv.sheet({ vendor: { name: "<img src=x>" } }),
  grounded: await pv.validate(result, { text: "Imponibile 1.000,00\fIVA 220,00 Totale 1.220,00" }),
  judged: await pv.judge(result, { text: ["Imponibile 1.000,00", "IVA 220,00 Totale 1.220,00"], policy: { on_page: { "financials.total": "weak" } } }),
  marks: (await pv.sheet(result, { text: "Imponibile 1.000,00 \u{1F9FE} IVA 220,00" })).paper.marks,
  adapted: await pv.validate({ data: { merchant_name: "Rossi", amountexvat: 100000, amount: 0 } }, { from: "klippa" }),
  recognised: await pv.judge({ data: { merchant_name: "Rossi", amountexvat: 100000, amount: 0 } }, { from: "auto" }),
  electronic: await pv.judge(readFileSync(process.argv[3]), { from: "auto" }),
  producer: await refusal(pv.validate({}, { from: "acme" })),
  list: await refusal(pv.validate([])),
  broken: await refusal(pv.validate("{")),
  nothing: await refusal(pv.validate(undefined)),
  language: await refusal(pv.validate({}, { lang: "de" })),
  many: (await Promise.all(Array.from({ length: 50 }, (_, total) => pv.validate({ financials: { total } })))).map(
    ({ flags }) => flags.length,
  ),
  closed: await (async () => {
    const asked = refusal(pv.validate({}));
    pv.close();
    return asked;
  })(),
}));
