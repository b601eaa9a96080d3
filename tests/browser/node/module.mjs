// What a front end does with the module, in Node: prints what it got as one JSON object.
// node module.mjs FOLDER

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
