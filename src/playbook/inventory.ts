import * as z from "zod";
import type { DesiredState } from "../desired/index.ts";
import type { StackOutputs } from "../engine/index.ts";
import { isObject, memberOf } from "../lib/index.ts";
import type { Machine } from "./machine-comparison.ts";

const outputsOfMachines = z
  .record(
    z.string(),
    z.looseObject({
      name: z.string(),
      zone: z.string().default(""),
      internalIp: z.string().default(""),
      externalIp: z.string().default(""),
    }),
  )
  .catch({});

/**
 * The machines that the commit declares: groups and labels as declared, names and addresses as the stack's outputs have them.
 *
 * One that the stack does not have yet has no address, so that it is unknown, and not absent.
 */
export function machinesOf({ machines }: Pick<DesiredState, "machines">, outputs: StackOutputs): readonly Machine[] {
  const standing = outputsOfMachines.parse(outputs["machines"]?.value);
  return machines.map(({ key, group, args }) => {
    const output = memberOf(standing, key);
    return {
      key,
      name: output?.name ?? args.name,
      group,
      zone: output?.zone || args.zone,
      labels: isObject(args.labels) ? args.labels : {},
      internalIp: output?.internalIp ?? "",
      externalIp: output?.externalIp ?? "",
    };
  });
}
