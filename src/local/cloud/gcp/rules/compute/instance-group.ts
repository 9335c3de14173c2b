import type { PropertyMap } from "../../../../../provider/index.ts";
import { computeLink, stableDigits, zonesOf } from "../../values/index.ts";
import { type Draft, RFC1035, type TypeRules, uses } from "../type-rules.ts";

const REFERENCES = {
  "versions[].instanceTemplate": uses(
    "compute/instanceTemplate:InstanceTemplate",
    "compute/regionInstanceTemplate:RegionInstanceTemplate",
  ),
  "autoHealingPolicies.healthCheck": uses(
    "compute/healthCheck:HealthCheck",
    "compute/regionHealthCheck:RegionHealthCheck",
  ),
} as const;

export const instanceGroupManager: TypeRules = {
  name: RFC1035,
  references: REFERENCES,
  replaceOn: ["description"],
  idFromReference: managerOfGroup,
  complete: (draft) => managed(draft),
};

export const regionInstanceGroupManager: TypeRules = {
  idFormat: "projects/{{project}}/regions/{{region}}/instanceGroupManagers/{{name}}",
  name: RFC1035,
  references: REFERENCES,
  replaceOn: ["description", "region", "distributionPolicyZones"],
  idFromReference: managerOfGroup,
  complete: (draft) => ({
    ...managed(draft),
    distributionPolicyTargetShape: draft.properties["distributionPolicyTargetShape"] || "EVEN",
    distributionPolicyZones:
      nonEmpty(draft.properties["distributionPolicyZones"]) ?? zonesOf(String(draft.properties["region"])).slice(0, 3),
  }),
};

export const instanceGroup: TypeRules = {
  idFormat: "projects/{{project}}/zones/{{zone}}/instanceGroups/{{name}}",
  name: RFC1035,
  references: { network: uses("compute/network:Network"), "instances[]": uses("compute/instance:Instance") },
  replaceOn: ["name", "zone", "description", "network"],
  complete: ({ properties }) => ({ size: nonEmpty(properties["instances"])?.length ?? 0 }),
};

/** The id of the manager of an instance group that a load balancer names: a group has the name of its manager. */
function managerOfGroup(value: string): string | undefined {
  const group = /projects\/[^/]+\/(?:zones|regions)\/[^/]+\/instanceGroups\/[^/]+$/.exec(value);
  return group?.[0].replace("/instanceGroups/", "/instanceGroupManagers/");
}

function managed({ id, properties }: Draft): PropertyMap {
  return {
    instanceGroupManagerId: Number(stableDigits(`${id} instanceGroupManagerId`, 15)),
    instanceGroup: computeLink(id.replace("/instanceGroupManagers/", "/instanceGroups/")),
    operation: "",
    targetSize: properties["targetSize"] ?? 0,
    targetStoppedSize: properties["targetStoppedSize"] ?? 0,
    targetSuspendedSize: properties["targetSuspendedSize"] ?? 0,
    updatePolicy: {
      minimalAction: "REPLACE",
      type: "OPPORTUNISTIC",
      replacementMethod: "SUBSTITUTE",
      maxSurgeFixed: 1,
      maxUnavailableFixed: 1,
      ...(properties["updatePolicy"] as PropertyMap | undefined),
    },
    statuses: [{ isStable: true, allInstancesConfigs: [], statefuls: [], versionTargets: [{ isReached: true }] }],
  };
}

function nonEmpty(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) && value.length > 0 ? (value as unknown[]) : undefined;
}
