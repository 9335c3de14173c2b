export const map = (name: string, data: object): string =>
  JSON.stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels: { app: name } }, data });

/** One ConfigMap, `one`. */
export const one = (value: string): Readonly<Record<string, string>> => ({ "apps/one.yaml": map("one", { value }) });

export const manyNames: readonly string[] = Array.from({ length: 30 }, (_, index) => `m-${index}`);
/** Enough of them that an agent can be met in the middle. */
export const many = (value: string): Readonly<Record<string, string>> =>
  Object.fromEntries(manyNames.map((name) => [`apps/${name}.yaml`, map(name, { value })]));
