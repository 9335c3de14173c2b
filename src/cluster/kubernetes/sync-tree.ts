import type * as z from "zod";
import type { ReadyWord, SyncTree, TreeObject } from "../../change/index.ts";
import { type gitRepository, type kustomization, syncStatusOf } from "../../kubernetes/flux-status/index.ts";

/** What Flux's two objects of an environment say, with what is known of each applied object. */
export function syncTreeOf(
  applied: z.output<typeof kustomization>,
  source: z.output<typeof gitRepository> | undefined,
  objects: readonly TreeObject[],
): SyncTree {
  const { name, namespace, ready, source: fetched, suspended, suspension, stale } = syncStatusOf(applied, source);
  const revision = applied.status.lastAppliedRevision;
  const stored = source?.status.artifact?.revision;
  return {
    source: source && {
      object: `GitRepository/${source.metadata.namespace}/${source.metadata.name}`,
      ...said(fetched),
      ...(stored !== undefined && { revision: stored }),
    },
    root: {
      object: `Kustomization/${namespace}/${name}`,
      ...said(ready),
      stale,
      suspended,
      ...(suspension && { suspension }),
      ...(revision !== undefined && { revision }),
      objects,
    },
  };
}

function said(ready: { readonly status: ReadyWord; readonly message: string } | undefined) {
  return { ready: ready?.status ?? ("Unknown" as const), message: ready?.message ?? "nothing said yet" };
}
