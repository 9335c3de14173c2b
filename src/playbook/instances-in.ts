import * as z from "zod";
import { type InstanceIds, resourceNameOf } from "../change/index.ts";
import type { UntypedDeployment } from "../engine/index.ts";
import { setMember } from "../lib/index.ts";

const resourcesOf = z
  .looseObject({
    resources: z
      .array(
        z.looseObject({
          urn: z.string(),
          delete: z.boolean().optional(),
          outputs: z.looseObject({ instanceId: z.unknown() }).optional().catch(undefined),
        }),
      )
      .nullish(),
  })
  .nullish();

/** A virtual machine of a state. */
interface StandingInstance {
  /** The name of its resource, which is the key of the machine. */
  readonly key: string;
  readonly urn: string;
  /** Absent where the state does not say it. */
  readonly id?: string;
}

/** An instance that is still to be deleted, since another one replaced it, is left out. @throws {z.ZodError} for what is no state */
function instancesIn({ deployment }: UntypedDeployment): readonly StandingInstance[] {
  return (resourcesOf.parse(deployment)?.resources ?? []).flatMap(({ urn, delete: isReplaced, outputs }) => {
    const { type, name: key } = resourceNameOf(urn);
    if (type !== "gcp:compute:Instance" || isReplaced === true) return [];
    const id = outputs?.instanceId;
    return [{ key, urn, ...(typeof id === "string" && id !== "" && { id }) }];
  });
}

/**
 * The ids of the virtual machines that a state holds, by the keys of machines.
 *
 * They are read from the resources and not from the stack's outputs: a run that was killed has saved each resource that it made, and no outputs.
 *
 * @throws {z.ZodError} for what is no state
 */
export function instanceIdsIn(state: UntypedDeployment): InstanceIds {
  const ids: Record<string, string> = {};
  for (const { key, id } of instancesIn(state)) if (id !== undefined) setMember(ids, key, id);
  return ids;
}

/** By URN, the keys of the virtual machines that a state holds. @throws {z.ZodError} for what is no state */
export function instanceKeysIn(state: UntypedDeployment): ReadonlyMap<string, string> {
  return new Map(instancesIn(state).map(({ key, urn }) => [urn, key]));
}
