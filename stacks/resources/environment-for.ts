import type { Provider as Gcp } from "@pulumi/gcp/provider.js";
import type { DesiredResources, DesiredState } from "../../src/desired/index.ts";
import type { EnvironmentStack } from "../environment-stack.ts";
import { UpstreamNotDeclared } from "./errors.ts";
import { Named } from "./named.ts";
import type { ResourcesCluster, ResourcesEnvironment } from "./resources-environment.ts";

export interface EnvironmentParts {
  readonly desired: DesiredState;
  readonly resources: DesiredResources;
  readonly stack: EnvironmentStack;
  readonly provider: () => Gcp;
  /** Those of the files that ran before, in an object of its own: a file may return it. */
  readonly outputs: () => Readonly<Record<string, unknown>>;
}

/** What a team's files get of an environment whose resources in the cloud are registered. */
export function environmentFor({
  desired,
  resources,
  stack,
  provider,
  outputs,
}: EnvironmentParts): ResourcesEnvironment {
  const { environment: name, cloud, labels } = desired;
  const { network, machines, clusters, identities, data } = stack;
  const named = <T>(kind: string, values: ReadonlyMap<string, T>) => new Named({ environment: name, kind }, values);
  return {
    name,
    cloud,
    labels,
    network: network.vpc,
    networkCidr: desired.network.cidr,
    subnets: named("subnets", network.subnets),
    addresses: named("addresses", new Map([...network.addresses, ...network.globalAddresses])),
    machines: named("machines", machines.instances),
    clusters: named(
      "clusters",
      new Map(
        [...stack.kubeconfigs()].map(([key, kubeconfig]): [string, ResourcesCluster] => {
          const cluster = clusters.clusters.get(key);
          return [
            key,
            {
              ...(cluster && { cluster }),
              kubeconfig,
              get provider() {
                return stack.kubernetesOf(key);
              },
            },
          ];
        }),
      ),
    ),
    serviceAccounts: named("serviceAccounts", identities.accounts),
    buckets: named("buckets", data.buckets),
    databases: named("databases", data.databaseInstances),
    dnsZones: named("dnsZones", data.dnsZones),
    secrets: named("secrets", data.secrets),
    topics: named("topics", stack.messaging?.topics ?? new Map()),
    runServices: named("runServices", stack.run?.services ?? new Map()),
    runJobs: named("runJobs", stack.run?.jobs ?? new Map()),
    artifactRepositories: named("artifactRepositories", stack.artifacts?.repositories ?? new Map()),
    keys: named("keys", stack.keys?.keys ?? new Map()),
    values: named("values", stack.values()),
    get provider() {
      return provider();
    },
    get outputs() {
      return outputs();
    },
    outputOf: (upstream, path) => {
      if (!resources.upstreams.includes(upstream)) throw new UpstreamNotDeclared({ environment: name, upstream });
      return stack.outputOf({ environment: upstream, path: path.split(".") });
    },
  };
}
