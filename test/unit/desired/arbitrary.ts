import * as fc from "fast-check";
import type { Cluster, Environment, Subnet } from "../../../src/environment/index.ts";
import { environmentIn } from "../environment/written.ts";

/** A valid environment with nothing in it but a network with one subnet. */
export const emptyEnvironment: Environment = await environmentIn({ dev: "" }, "dev");

const clustered = await environmentIn(
  { dev: "spec: { clusters: [{ name: main, nodePools: [{ name: default }] }] }\n" },
  "dev",
);
const [templateCluster] = clustered.clusters;

export function environment(name: string, change: Partial<Environment> = {}): Environment {
  return { ...emptyEnvironment, name, ...change };
}

export function cluster(name: string, change: Partial<Cluster> = {}): Cluster {
  if (!templateCluster) throw new Error("The template has a cluster.");
  return { ...templateCluster, name, ...change };
}

export const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);

const subnets = fc.uniqueArray(
  fc.record({ name: word, size: fc.integer({ min: 22, max: 26 }), hasPods: fc.boolean() }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
);

/** Environments whose ranges are all planned, of different sizes, with room for everything that is in them. */
export const environments = fc
  .uniqueArray(fc.record({ name: word, size: fc.integer({ min: 16, max: 18 }), subnets, clusters: fc.nat(2) }), {
    selector: ({ name }) => name,
    minLength: 1,
    maxLength: 12,
  })
  .map((drawn) =>
    drawn.map(({ name, size, subnets, clusters }) =>
      environment(name, {
        network: {
          ...emptyEnvironment.network,
          range: { prefixLength: size },
          subnets: subnets.map(
            ({ name, size, hasPods }): Subnet => ({
              name,
              range: { prefixLength: size },
              ...(hasPods ? { pods: { prefixLength: 21 }, services: { prefixLength: 24 } } : {}),
              privateGoogleAccess: true,
            }),
          ),
        },
        clusters: Array.from({ length: clusters }, (_, index) => cluster(`c${index}`)),
      }),
    ),
  );
