import type { WantedCondition } from "../../kubernetes/flux/index.ts";
import { objectText } from "../inventory/index.ts";
import type { Memory } from "./memory.ts";
import type { KustomizationParts } from "./parts.ts";
import { foreignCondition, sharingConditions } from "./verdict.ts";

/** What others have to do with the objects of a Kustomization: fields that they added, objects that they declare as well. */
export function remarks(
  key: string,
  memory: Memory,
  parts: Pick<KustomizationParts, "live" | "claims">,
): { readonly foreign: readonly WantedCondition[]; readonly sharing: readonly WantedCondition[] } {
  const { live } = parts;
  const found = (memory.inventory ?? []).flatMap((entry) => {
    const foreign = live.get(entry.id)?.foreign ?? [];
    return foreign.length === 0 ? [] : [{ object: objectText(entry), foreign }];
  });
  return { foreign: foreignCondition(found), sharing: sharing(key, memory, parts) };
}

function sharing(
  key: string,
  memory: Memory,
  { claims, live }: Pick<KustomizationParts, "live" | "claims">,
): readonly WantedCondition[] {
  const object = (id: string) => objectText({ id, v: "" });
  const shared = claims.sharedBy(key).map(({ id, others }) => ({
    object: object(id),
    others,
    owner: live.get(id)?.owner,
  }));
  const takenOver = [...memory.takenOver.from].flatMap(([id, from]) =>
    claims.has(from, id) ? [] : [{ object: object(id), from }],
  );
  return sharingConditions(shared, takenOver);
}
