import type { KubernetesObject } from "../../../src/kubernetes/client/index.ts";
import { isObject } from "../../../src/lib/index.ts";

/** What one cluster shows of a case after a round, without what two clusters never have in common. */
export interface Observed {
  /** By `Kustomization`: `Ready=True ReconciliationSucceeded`, and whether it stands at the commit. */
  readonly kustomizations: Readonly<Record<string, string>>;
  /** What the conditions said, for a test that fails. */
  readonly messages: Readonly<Record<string, string>>;
  /** By `Kustomization`, the ids in order of their names: agents list them in the order in which they apply. */
  readonly inventories: Readonly<Record<string, readonly string[]>>;
  /** By inventory id; `null` of one that is gone. */
  readonly objects: Readonly<Record<string, object | null>>;
  /** By inventory id, the object's uid: never compared between clusters. */
  readonly uids: Readonly<Record<string, string>>;
}

interface Status {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string;
    readonly message: string;
  }[];
  readonly lastAppliedRevision?: string;
  readonly inventory?: { readonly entries?: readonly { readonly id: string; readonly v: string }[] };
}

export const statusOf = (object: KubernetesObject): Status => (isObject(object["status"]) ? object["status"] : {});

export function endOf(object: KubernetesObject, revision: string): string {
  const { conditions = [], lastAppliedRevision } = statusOf(object);
  const ready = conditions.find(({ type }) => type === "Ready");
  return `${ready?.status} ${ready?.reason}${lastAppliedRevision === revision ? ", applied" : ""}`;
}

/** Who writes on behalf of either agent. */
const agents = /^(?:kustomize-controller|groundwork-agent)$/;

/** The object without ids, times and versions, and with one name for both agents. */
export function comparable(object: KubernetesObject): object {
  const text = JSON.stringify(withoutOwn(object), (key, value: unknown) =>
    key.endsWith("controller-uid") ? "a uid" : value,
  );
  return JSON.parse(text.replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"a time"')) as object;
}

/**
 * What Flux owns beside what is written, because it encodes built-in kinds by their Go types: fields that these always have. What a
 * manifest leaves empty it does not own, for the same reason.
 */
const encoded = new Set(["f:strategy", "f:resources", "f:targetPort", "f:data", "f:metadata", "f:status"]);

function withoutEncoded(fields: unknown): unknown {
  if (!isObject(fields)) return fields;
  const kept = Object.entries(fields).filter(([key, below]) => !(encoded.has(key) && JSON.stringify(below) === "{}"));
  return Object.fromEntries(kept.map(([key, below]) => [key, withoutEncoded(below)]));
}

function withoutOwn(object: KubernetesObject): object {
  const {
    uid: _,
    resourceVersion: __,
    creationTimestamp: ___,
    generation: ____,
    managedFields = [],
    ...metadata
  } = object.metadata;
  return {
    ...withoutAddresses(object),
    metadata: {
      ...metadata,
      managedFields: managedFields
        .map(({ manager = "", operation, subresource, apiVersion, fieldsV1 }) => ({
          manager: agents.test(manager) ? "the agent" : manager,
          operation,
          subresource,
          apiVersion,
          fieldsV1: withoutEncoded(fieldsV1),
        }))
        .toSorted((a, b) => (a.manager + a.operation < b.manager + b.operation ? -1 : 1)),
    },
  };
}

/** A Service's addresses are given out by the server. */
function withoutAddresses(object: KubernetesObject): object {
  const { spec } = object as { readonly spec?: Readonly<Record<string, unknown>> };
  if (object.kind !== "Service" || spec === undefined) return object;
  const { clusterIP: _, clusterIPs: __, ...rest } = spec;
  return { ...object, spec: rest };
}
