import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { OperationTracker } from "../../../src/report/operation/index.ts";

type Metadata = NonNullable<EngineEvent["resourcePreEvent"]>["metadata"];

const stackUrn = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev";

/** A URN in stack `dev` of project `shop`. */
export const urn = (type: string, name: string) => `urn:pulumi:dev::shop::${type}::${name}`;

/** What an event says of one step; left out is what this step does not have. */
export function metadata(op: string, type: string, name: string, rest: object = {}): Metadata {
  const of = type === "pulumi:pulumi:Stack" ? stackUrn : urn(type, name);
  return { op, urn: of, type, provider: "", keys: [], diffs: [], logical: true, ...rest } as unknown as Metadata;
}

export function state(inputs: object, rest: object = {}): object {
  return { type: "", urn: "", id: "", parent: stackUrn, provider: "", inputs, outputs: inputs, ...rest };
}

export const begins = (of: Metadata, planning = false) => ({ resourcePreEvent: { metadata: of, planning } });
export const ends = (of: Metadata, planning = false) => ({ resOutputsEvent: { metadata: of, planning } });
export const fails = (of: Metadata) => ({ resOpFailedEvent: { metadata: of, status: 1, steps: 1 } });
export const says = (severity: string, message: string, about?: string) => ({
  diagnosticEvent: { severity: severity as "info", message, color: "raw", ...(about && { urn: about }) },
});

export function event(body: object): EngineEvent {
  return { sequence: 0, timestamp: 0, ...body };
}

/** A tracker that has seen the events, one each second since the epoch. */
export function trackerOf(bodies: readonly object[]): OperationTracker {
  const tracker = new OperationTracker();
  for (const [index, body] of bodies.entries()) tracker.add(event(body), index * 1000);
  return tracker;
}

const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const stack = metadata("same", "pulumi:pulumi:Stack", "shop-dev", { new: { ...state({}), parent: "" } });
const provider = metadata("create", "pulumi:providers:gcp", "default_9_37_0", {
  new: { ...state({ version: "9.37.0" }), parent: "" },
});
const network = metadata("create", "gcp:compute/network:Network", "main", {
  new: state({
    autoCreateSubnetworks: false,
    name: "main-1a2b3c4",
    labels: { team: "web", "app.kubernetes.io/name": "shop" },
  }),
});
const subnet = metadata("create", "gcp:compute/subnetwork:Subnetwork", "pods", {
  new: state({ network: unknown, password: secret, note: "x".repeat(300), ranges: ["10.0.0.0/16", "10.1.0.0/16"] }),
});
const bucket = metadata("update", "gcp:storage/bucket:Bucket", "data", {
  old: state({ labels: { team: "web", gone: "1" }, token: secret, list: [1, 2], location: "EU" }, { id: "shop-data" }),
  new: state(
    { labels: { team: "ops", added: true }, token: secret, list: [1, 3, 4], location: "EU" },
    { id: "shop-data" },
  ),
  diffs: ["labels", "list", "token"],
  detailedDiff: {
    "labels.team": { diffKind: "update", inputDiff: true },
    token: { diffKind: "update", inputDiff: true },
  },
});
const replaced = (op: string) =>
  metadata(op, "gcp:compute/instance:Instance", "web", {
    old: state({ machineType: "e2-small", zone: "europe-west1-b" }, { id: "web-1", protect: true }),
    ...(op !== "delete-replaced" && {
      new: state({ machineType: "e2-small", zone: "europe-west1-c" }, { protect: true }),
    }),
    keys: ["zone"],
    diffs: ["zone"],
    detailedDiff: { zone: { diffKind: "update-replace", inputDiff: true } },
  });
const removed = metadata("delete", "gcp:dns/recordSet:RecordSet", "old", { old: state({ ttl: 300 }, { id: "old." }) });
const steps = [
  stack,
  provider,
  network,
  subnet,
  bucket,
  replaced("create-replacement"),
  replaced("replace"),
  replaced("delete-replaced"),
  removed,
];

/** A preview with one of everything. */
export const previewEvents: readonly object[] = steps.flatMap((step) => [begins(step, true), ends(step, true)]);

/** An up in its middle: things done, running, failed. */
export const runningEvents: readonly object[] = [
  begins(stack),
  begins(provider),
  ends(provider),
  begins(network),
  ends(network),
  begins(subnet),
  begins(bucket),
  says("info", "<{%fg 4%}>waiting for the bucket<{%reset%}>", bucket.urn),
  begins(replaced("create-replacement")),
  says("error", "error: zone europe-west1-c is full\ntry another one", replaced("create").urn),
  fails(replaced("create-replacement")),
];
