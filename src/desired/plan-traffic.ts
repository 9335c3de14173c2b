import { type Environment, machinesBehind } from "../environment/index.ts";
import { computeName, planName } from "./names.ts";
import type { DesiredFirewallRule } from "./network-values.ts";
import { healthCheckRanges } from "./plan-health-checks.ts";
import type { Planning } from "./planning.ts";

/** What reaches the machines of a group without being declared: from where, at which TCP ports. */
interface Traffic {
  /** Of Google's health checkers, and of the proxies of global load balancers, which have the same addresses. */
  readonly google: readonly number[];
  /** Of the proxies of regional load balancers. */
  readonly proxies: readonly number[];
}

function trafficOf({ machines, loadBalancers }: Environment, group: string): Traffic {
  const healed = machines.filter(({ name }) => name === group).flatMap(({ managed }) => managed?.autohealing ?? []);
  const backends = loadBalancers.flatMap((balancer) =>
    machinesBehind(balancer)
      .filter((backend) => backend.group === group)
      .map((backend) => ({ kind: balancer.kind, ...backend })),
  );
  const served = (kind: string) =>
    backends.filter((each) => each.kind === kind).flatMap(({ port }) => port?.port ?? []);
  return {
    google: sorted([...[...healed, ...backends].map(({ check }) => check.port), ...served("external")]),
    proxies: sorted(served("regional")),
  };
}

function sorted(ports: readonly number[]): readonly number[] {
  return [...new Set(ports)].toSorted((one, other) => one - other);
}

/** The tags by which the planned firewall rules know the machines of a group: none where nothing checks or serves them. */
export function trafficTags(environment: Environment, group: string): readonly string[] {
  return trafficOf(environment, group).google.length > 0 ? [tagOf(group)] : [];
}

function tagOf(group: string): string {
  return planName(["balanced", group], computeName);
}

/** Lets health checkers and proxies reach the machines that they check and serve, at these ports and at no others. */
export function planTraffic(planning: Planning): readonly DesiredFirewallRule[] {
  return planning.environment.machines.flatMap(({ name }) => {
    const { google, proxies } = trafficOf(planning.environment, name);
    const rule = (
      word: string,
      what: string,
      ports: readonly number[],
      ranges: () => string[],
    ): DesiredFirewallRule[] =>
      ports.length === 0
        ? []
        : [
            {
              key: planName([word, name], computeName),
              protect: planning.protects("network"),
              args: {
                name: planning.name([word, name], computeName),
                description: `${what} of machines ${name}`,
                direction: "INGRESS",
                priority: 1000,
                allows: [{ protocol: "tcp", ports: ports.map(String) }],
                sourceRanges: ranges(),
                targetTags: [tagOf(name)],
              },
            },
          ];
    return [
      ...rule("health-checks", "Health checks", google, () => [...healthCheckRanges]),
      ...rule("proxies", "Proxies", proxies, () => [planning.range("proxies")]),
    ];
  });
}
