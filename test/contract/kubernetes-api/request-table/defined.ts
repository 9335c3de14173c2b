import { create, type Exchange, exchange, get, type Manifest, remove, tryOut, unseen, verdict } from "./exchange.ts";

const group = "{ns}.example.com";

export function definition(spec: object, more: object = {}): Manifest {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "things", kind: "Thing", singular: "thing" },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: { spec, status: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
            },
          },
        },
      ],
      ...more,
    },
  };
}

export const things = `/apis/${group}/v1/namespaces/{ns}/things`;
export const thing = (spec: unknown): Manifest => ({
  apiVersion: `${group}/v1`,
  kind: "Thing",
  metadata: { name: "a" },
  spec,
});
export const post = (spec: unknown) => ({ method: "POST", path: things, body: thing(spec) });
export const put = (spec: unknown) => ({
  method: "PATCH",
  path: `${things}/a`,
  body: { spec },
  headers: { "content-type": "application/merge-patch+json" },
});
const gone = unseen(remove(`/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.${group}`));
/** A definition with that spec is served before anything is asked, and goes afterwards. */
const defined = (spec: object): readonly ReturnType<typeof unseen>[] => [
  unseen(create(definition(spec))),
  unseen({ ...get(things), until: 200 }),
];
export const served = (title: string, spec: object, ...requests: readonly ReturnType<typeof get>[]): Exchange =>
  exchange(title, ...defined(spec), ...requests, gone);
export const refused = (title: string, spec: object, ...requests: readonly ReturnType<typeof get>[]): Exchange =>
  verdict(title, ...defined(spec), ...requests, gone);
export const object = (properties: object, more: object = {}): object => ({ type: "object", properties, ...more });
export const text = { type: "string" };
export const integer = { type: "integer" };
/** Rules, by their expression or whole. */
export const rules = (...all: readonly unknown[]): object => ({
  "x-kubernetes-validations": all.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
export const wrong = (title: string, spec: object): Exchange =>
  verdict(`definition: ${title}`, tryOut(definition(spec)));
