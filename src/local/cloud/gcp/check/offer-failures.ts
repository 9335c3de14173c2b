import { type CheckFailure, type PropertyMap } from "../../../../provider/index.ts";
import { formatPath, isUnknown } from "../../../../pulumi/index.ts";
import type { TypeFacts } from "../facts/index.ts";
import {
  locationProblem,
  machineTypeProblem,
  type NewerOffers,
  regionProblem,
  valuesAt,
  zoneProblem,
} from "../values/index.ts";

/** Where types have machine types, and how their API names and refuses the field. */
const MACHINE_TYPES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "gcp:compute/instance:Instance": { machineType: "400 invalid: resource.machineType" },
  "gcp:compute/instanceTemplate:InstanceTemplate": {
    machineType: "400 invalid: resource.properties.machineType",
  },
  "gcp:compute/regionInstanceTemplate:RegionInstanceTemplate": {
    machineType: "400 invalid: resource.properties.machineType",
  },
  "gcp:container/cluster:Cluster": {
    "nodeConfig.machineType": "400 INVALID_ARGUMENT: cluster.nodeConfig.machineType",
    "nodePools[].nodeConfig.machineType": "400 INVALID_ARGUMENT: cluster.nodePools[].config.machineType",
  },
  "gcp:container/nodePool:NodePool": {
    "nodeConfig.machineType": "400 INVALID_ARGUMENT: nodePool.config.machineType",
  },
};

/** Machine types, zones and regions that GCP does not have. What is unknown is not looked at. */
export function offerFailures(inputs: PropertyMap, facts: TypeFacts, newer: NewerOffers): CheckFailure[] {
  const isCompute = facts.token.startsWith("gcp:compute/");
  const isCluster = facts.token === "gcp:container/cluster:Cluster";
  const places = {
    ...(isCompute && { region: regionProblem, zone: zoneProblem }),
    ...(isCluster && { location: locationProblem }),
  };
  const problems = [
    ...Object.entries(MACHINE_TYPES[facts.token] ?? {}).map(([pattern, refusal]) => ({
      pattern,
      problemOf: (value: string) => machineTypeProblem(value, newer, refusal),
    })),
    ...Object.entries(places).map(([pattern, problemOf]) => ({ pattern, problemOf })),
  ];
  return problems.flatMap(({ pattern, problemOf }) =>
    valuesAt(inputs, pattern).flatMap(({ path, value }) => {
      const reason =
        typeof value === "string" && !isUnknown(value) && value !== "" ? problemOf(value, newer) : undefined;
      return reason === undefined ? [] : [{ property: formatPath(path), reason }];
    }),
  );
}
