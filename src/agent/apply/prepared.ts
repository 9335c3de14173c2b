import { createHash } from "node:crypto";
import type { KubernetesObject, ObjectAddress, Resource } from "../../kubernetes/client/index.ts";
import { annotations, asksFor, isLeftAlone, isMerged, keyOf } from "../../kubernetes/flux/index.ts";
import { jsonText } from "../../lib/index.ts";
import { type Decoration, type DesiredObject, decorated, normalized } from "../build/index.ts";
import { type InventoryEntry } from "../flux/index.ts";
import { entryOf } from "../inventory/index.ts";

/** How an object asks to be treated, by its annotations and labels in Git. */
export interface ApplyPolicy {
  /** `Merge` lets kubectl keep the fields that it added. */
  readonly apply: "Always" | "Merge" | "IfNotPresent" | "Never";
  /** Created anew when an immutable field changes. */
  readonly force: boolean;
}

/** An object exactly as it is sent to the server. */
export interface PreparedObject {
  readonly entry: InventoryEntry;
  readonly address: ObjectAddress;
  /** JSON. */
  readonly body: string;
  /** Of the body: equal hashes ask for the same. */
  readonly hash: string;
  readonly policy: ApplyPolicy;
  /** The Kustomization whose labels it is sent with, as `namespace/name`. */
  readonly owner: string;
  readonly origin: string;
}

/** Makes a desired object ready to be sent, with the Kustomization's decoration. */
export function prepared({ object, origin }: DesiredObject, resource: Resource, by: Decoration): PreparedObject {
  const applied = decorated(normalized(object), resource, by);
  const body = jsonText(applied);
  const { namespace, name } = applied.metadata;
  return {
    entry: entryOf({ ...resource, namespace: namespace ?? "", name }),
    address: { resource, name, ...(namespace !== undefined && { namespace }) },
    body,
    hash: createHash("sha256").update(body).digest("base64"),
    policy: policyOf(applied),
    owner: keyOf(by),
    origin,
  };
}

function policyOf({ metadata }: KubernetesObject): ApplyPolicy {
  const isOnce = asksFor(metadata, annotations.apply, "ifnotpresent");
  return {
    apply: isLeftAlone(metadata) ? "Never" : isOnce ? "IfNotPresent" : isMerged(metadata) ? "Merge" : "Always",
    force: asksFor(metadata, annotations.force, "enabled"),
  };
}
