import { memberOf, sameJson } from "../../../../lib/index.ts";
import type { PropertyMap } from "../../../../provider/index.ts";
import type { StoredResource } from "../../store/index.ts";
import { ConditionNotMet } from "./errors.ts";
import { FINGERPRINTED } from "./generic-outputs.ts";

/**
 * Refuses an update that rests on an older reading of the resource, as Compute Engine does: of the whole resource where
 * it has a `fingerprint`, of labels, metadata and tags where those are changed.
 *
 * @param known outputs as the program's state has them
 * @throws {ConditionNotMet}
 */
export function refuseStale({ type, id, properties }: StoredResource, known: PropertyMap, inputs: PropertyMap): void {
  if (!type.startsWith("gcp:compute/")) return;
  if (isStale("fingerprint", properties, known))
    throw new ConditionNotMet({ id, fingerprint: "fingerprint", protects: "the resource" });
  for (const [fingerprint, part] of Object.entries(FINGERPRINTED)) {
    const isChanged = !sameJson(memberOf(properties, part) ?? {}, memberOf(inputs, part) ?? {});
    if (isChanged && isStale(fingerprint, properties, known))
      throw new ConditionNotMet({ id, fingerprint, protects: `its ${part}` });
  }
}

function isStale(name: string, properties: PropertyMap, known: PropertyMap): boolean {
  const [current, sent] = [memberOf(properties, name), memberOf(known, name)];
  return typeof current === "string" && typeof sent === "string" && current !== "" && sent !== "" && current !== sent;
}
