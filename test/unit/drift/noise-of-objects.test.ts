import { expect, it } from "vitest";
import { infrastructureDifferences } from "../../../src/drift/index.ts";
import { EventFold } from "../../../src/engine/fold-events.ts";
import type { EngineEvent } from "../../../src/engine/index.ts";

type Outputs = Readonly<Record<string, unknown>>;

const spec = { interval: "10m" };
const metadata = { name: "dev", labels: { app: "dev" }, resourceVersion: "7", generation: 1, managedFields: [] };
const before = { metadata, spec, status: { observedGeneration: 1 } };

/** What is found of a resource that the cloud answers other outputs of, and that nothing was declared otherwise of. */
function foundWith(type: string, old: Outputs, now: Outputs): readonly string[] {
  const urn = `urn:pulumi:dev::shop::${type}::source`;
  const inputs = { spec };
  const of = (outputs: Outputs) => ({ urn, type, id: "flux-system/dev", inputs, outputs, parent: "", provider: "" });
  const step = (op: string) => ({ op, urn, type, provider: "", old: of(old), new: of(now) });
  const fold = new EventFold(() => 0);
  fold.add({ resourcePreEvent: { metadata: step("refresh"), planning: true } } as unknown as EngineEvent);
  fold.add({ resOutputsEvent: { metadata: step("refresh"), planning: true } } as unknown as EngineEvent);
  const plan = fold.plan("succeeded", 1);
  return infrastructureDifferences({ environment: "dev", plan, isPending: false }).map(({ cause }) => cause.kind);
}

const repository = "kubernetes:source.toolkit.fluxcd.io/v1:GitRepository";

it.each<readonly [string, Outputs]>([
  ["its status", { status: { observedGeneration: 2, artifact: { revision: "main@sha1:1" } } }],
  [
    "what the API server counts",
    { metadata: { ...metadata, resourceVersion: "9", generation: 2, managedFields: [{}] } },
  ],
  [
    "its notes",
    {
      metadata: {
        ...metadata,
        annotations: { "reconcile.fluxcd.io/requestedAt": "2026-01-05T12:00:00Z" },
        finalizers: ["finalizers.fluxcd.io"],
      },
    },
  ],
])("is none where a controller has written %s of an object, as it does at every step", (_, change) => {
  expect(foundWith(repository, before, { ...before, ...change })).toEqual([]);
});

it("is there where the rest of an object is answered otherwise", () => {
  const labeled = { ...before, metadata: { ...metadata, labels: { app: "other" } } };
  expect(foundWith(repository, before, labeled)).toEqual(["noise"]);
});

it("is there where any output of a resource of a cloud is answered otherwise, also one that is called status", () => {
  expect(foundWith("gcp:compute/address:Address", { status: "RESERVED" }, { status: "IN_USE" })).toEqual(["noise"]);
});
