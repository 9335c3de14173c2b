export type Operation = "create" | "update" | "delete";

/** How long the simulated cloud takes: no time, just enough to order operations, or as long as GCP. */
export type LatencyName = "none" | "quick" | "realistic";

export type Latency = (operation: Operation, type: string) => number;

const QUICK_MILLISECONDS = 10;

/** Seconds that GCP usually takes to create one; deleting and updating take about half. */
const REALISTIC_SECONDS: Readonly<Record<string, number>> = {
  "gcp:compute/network:Network": 12,
  "gcp:compute/subnetwork:Subnetwork": 15,
  "gcp:compute/instance:Instance": 15,
  "gcp:container/cluster:Cluster": 300,
  "gcp:container/nodePool:NodePool": 90,
  "gcp:sql/databaseInstance:DatabaseInstance": 360,
};
const REALISTIC_OTHERWISE_SECONDS = 4;

/** How long an operation of the simulated cloud takes, in milliseconds. */
export function latency(name: LatencyName): Latency {
  return (operation, type) => millisecondsOf(name, operation, type);
}

function millisecondsOf(name: LatencyName, operation: Operation, type: string): number {
  if (name === "none") return 0;
  if (name === "quick") return QUICK_MILLISECONDS;
  const seconds = REALISTIC_SECONDS[type] ?? REALISTIC_OTHERWISE_SECONDS;
  return seconds * (operation === "create" ? 1000 : 500);
}
