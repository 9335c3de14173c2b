import { apiVersionOf, type KubernetesApi, type ObjectAddress, UnknownKind } from "../../kubernetes/client/index.ts";
import { kustomizations } from "../../kubernetes/flux/index.ts";
import { healthOf } from "../../kubernetes/health/index.ts";
import type { InventoryEntry, Kustomization } from "../flux/index.ts";
import { expressionsFor, healthByExpressions } from "../health/index.ts";
import { entryOf, itemOf, objectText } from "../inventory/index.ts";
import type { LiveCache } from "../live/index.ts";

/** How the objects that a Kustomization waits for are. */
export interface HealthSummary {
  /** `Deployment/default/web: ready: 1/2` */
  readonly waiting: readonly string[];
  readonly failed: readonly string[];
  /** Something had to be read, because no watch tells of it. */
  readonly polled: boolean;
}

/**
 * The entries whose health counts. Flux leaves out what it does not apply, which is in the hands of others, and the Kustomization
 * itself, which would wait for its own end.
 */
export function checkedEntries(
  { namespace, name }: Pick<Kustomization, "namespace" | "name">,
  inventory: readonly InventoryEntry[],
  skipped: ReadonlySet<string>,
): readonly InventoryEntry[] {
  const own = entryOf({ ...kustomizations, namespace, name }).id;
  return inventory.filter(({ id }) => id !== own && !skipped.has(id));
}

/** The health of all applied objects with `wait`, of the listed ones otherwise. Only what is not watched is read. */
export async function healthSummary(
  kustomization: Kustomization,
  entries: readonly InventoryEntry[],
  { live, api }: { readonly live: LiveCache; readonly api: KubernetesApi },
): Promise<HealthSummary | undefined> {
  const { wait, healthChecks } = kustomization;
  if (!wait && healthChecks.length === 0) return undefined;
  const waiting: string[] = [];
  const failed: string[] = [];
  let polled = false;
  const note = (object: string, status: string, message: string) => {
    if (status === "Failed") failed.push(`${object}: ${message}`);
    else if (status !== "Current") waiting.push(`${object}: ${message}`);
  };
  const read = async (at: string, address: ObjectAddress) => {
    const { resource } = address;
    const expressions = expressionsFor(resource, kustomization.healthExpressions);
    const watched = live.get(entryOf({ ...resource, namespace: address.namespace ?? "", name: address.name }).id);
    if (expressions === undefined && watched !== undefined) {
      note(at, watched.health.status, watched.health.message);
      return;
    }
    polled = true;
    const object = await api.get(address);
    if (object === undefined) note(at, "NotFound", "not found");
    else {
      const health = expressions === undefined ? healthOf(object) : healthByExpressions(object, expressions);
      note(at, health.status, health.message);
    }
  };
  const tryToRead = async (at: string, apiVersion: string, kind: string, name: string, namespace: string) => {
    try {
      const resource = await api.resourceOf(apiVersion, kind);
      await read(at, { resource, name, ...(resource.namespaced && { namespace }) });
    } catch (thrown) {
      if (!(thrown instanceof UnknownKind)) throw thrown;
      polled = true;
      waiting.push(`${at}: ${thrown.message}`);
    }
  };
  if (wait) {
    for (const entry of entries) {
      const item = itemOf(entry);
      if (item !== undefined && expressionsFor(item, kustomization.healthExpressions) !== undefined) {
        await tryToRead(objectText(entry), apiVersionOf(item), item.kind, item.name, item.namespace);
        continue;
      }
      const health = live.get(entry.id)?.health ?? { status: "NotFound", message: "not found" };
      note(objectText(entry), health.status, health.message);
    }
    return { waiting, failed, polled };
  }
  for (const { apiVersion, kind, name, namespace = kustomization.namespace } of healthChecks)
    await tryToRead(`${kind}/${namespace}/${name}`, apiVersion, kind, name, namespace);
  return { waiting, failed, polled };
}
