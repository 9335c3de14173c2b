import type { CheckFailure, PropertyMap } from "../../../../../provider/index.ts";
import { InvalidRequest } from "../errors.ts";
import { RFC1035, type TypeRules, uses } from "../type-rules.ts";

const MANAGER = [
  "compute/instanceGroupManager:InstanceGroupManager",
  "compute/regionInstanceGroupManager:RegionInstanceGroupManager",
];

/** Scales one managed group, which then cannot be deleted. A group has one autoscaler at most. */
export const autoscaler: TypeRules = {
  name: RFC1035,
  references: { target: uses(...MANAGER) },
  check: ({ autoscalingPolicy }) => sizeFailures(autoscalingPolicy),
  admit: ({ id, properties }, world) => {
    const other = ["gcp:compute/autoscaler:Autoscaler", "gcp:compute/regionAutoscaler:RegionAutoscaler"]
      .flatMap((type) => world.ofType(type))
      .find((each) => each.id !== id && each.properties["target"] === properties["target"]);
    if (other === undefined) return;
    throw new InvalidRequest({ id, property: "target", reason: `is scaled by ${other.id} already.` });
  },
  complete: ({ properties }) => {
    const policy = (properties["autoscalingPolicy"] ?? {}) as PropertyMap;
    const { min, max } = { min: Number(policy["minReplicas"]), max: Number(policy["maxReplicas"]) };
    return { recommendedSize: Math.min(min, max), autoscalingPolicy: { cooldownPeriod: 60, mode: "ON", ...policy } };
  },
};

function sizeFailures(policy: unknown): CheckFailure[] {
  const { minReplicas, maxReplicas } = (policy ?? {}) as PropertyMap;
  if (typeof minReplicas !== "number" || typeof maxReplicas !== "number" || minReplicas <= maxReplicas) return [];
  const reason = `must not be greater than maxReplicas (${maxReplicas}); it is ${minReplicas}`;
  return [{ property: "autoscalingPolicy.minReplicas", reason }];
}
