// Workers under the policy of this page: from their own address they would have none, from a blob they inherit it.

export function workerUnderPolicy(address) {
  const script = new Blob([`import ${JSON.stringify(address.href)};`], { type: "text/javascript" });
  return new Worker(URL.createObjectURL(script), { type: "module" });
}
