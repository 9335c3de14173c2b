import type { Environment, RangeKey, WantedRange } from "../environment/index.ts";

/** One range that an environment needs, and where its file says so. */
export interface NeededRange {
  readonly key: RangeKey;
  readonly wanted: WantedRange;
  readonly path: readonly (string | number)[];
}

/** Key of the network's own block, in which all other planned ranges lie. */
export const networkKey = "network";

/** Key of the block from which managed services take addresses. */
export const privateServicesKey = "privateServices";

/** The ranges inside of the environment's network, as its file lists them. */
export function innerRanges({ network, clusters }: Environment): readonly NeededRange[] {
  const needed = (key: RangeKey, wanted: WantedRange | undefined, path: NeededRange["path"]) =>
    wanted ? [{ key, wanted, path }] : [];
  return [
    ...network.subnets.flatMap(({ name, range, pods, services }, index) => {
      const at = ["spec", "network", "subnets", index];
      return [
        ...needed(`subnets/${name}`, range, [...at, "cidr"]),
        ...needed(`subnets/${name}/pods`, pods, [...at, "pods"]),
        ...needed(`subnets/${name}/services`, services, [...at, "services"]),
      ];
    }),
    ...needed("proxies", network.proxies, ["spec", "network", "proxies"]),
    ...clusters.flatMap(({ name, controlPlane }, index) =>
      needed(`clusters/${name}/controlPlane`, controlPlane, ["spec", "clusters", index, "controlPlane"]),
    ),
    ...needed(privateServicesKey, network.privateServices, ["spec", "network", "privateServices"]),
  ];
}

/** The network's block, and everything in it. */
export function neededRanges(environment: Environment): readonly NeededRange[] {
  const block = { key: networkKey, wanted: environment.network.range, path: ["spec", "network", "cidr"] };
  return [block, ...innerRanges(environment)];
}

/** Ranges that neither the file nor the book gives an address to. */
export function unrecordedRanges(
  environment: Environment,
  recorded: ReadonlyMap<RangeKey, unknown> | undefined,
): readonly RangeKey[] {
  return neededRanges(environment)
    .filter(({ key, wanted }) => !wanted.cidr && !recorded?.has(key))
    .map(({ key }) => key);
}
