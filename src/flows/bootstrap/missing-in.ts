import * as z from "zod";
import type { UntypedDeployment } from "../../engine/index.ts";

const deployment = z.looseObject({
  resources: z.array(z.looseObject({ urn: z.string(), id: z.string().optional() })).default([]),
});

/**
 * URNs of the resources of `wanted` that `held` has not, or has with another id.
 *
 * @throws {z.ZodError} for what is no deployment of Pulumi's
 */
export function missingIn(held: UntypedDeployment, wanted: UntypedDeployment): readonly string[] {
  const idsOf = ({ deployment: written }: UntypedDeployment) =>
    new Map(deployment.parse(written).resources.map(({ urn, id = "" }) => [urn, id]));
  const ids = idsOf(held);
  return [...idsOf(wanted)].filter(([urn, id]) => ids.get(urn) !== id).map(([urn]) => urn);
}
