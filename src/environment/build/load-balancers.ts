import type { DnsZone, StaticAddress } from "../environment.ts";
import { balancerAddress, type HostRoute, type LoadBalancer } from "../load-balancer.ts";
import type { RawSpec } from "../schema/index.ts";
import { formatText } from "../text.ts";
import type { ValuePath } from "../yaml/index.ts";
import { addressName } from "./address-name.ts";
import { type AroundBalancers, buildBackend, type RawBalancer } from "./backends.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

type Around = AroundBalancers & {
  readonly addresses: readonly StaticAddress[];
  readonly subnets: readonly string[];
};

const path = ["spec", "loadBalancers"] as const;

export function buildLoadBalancers(
  findings: Findings,
  raw: RawSpec["loadBalancers"],
  around: Around,
): readonly LoadBalancer[] {
  findings.uniqueNames(path, raw);
  return raw.flatMap((balancer, index) => {
    const at = [...path, index];
    refuseUnfit(findings, at, balancer);
    checkAddress(findings, at, balancer, around.addresses);
    findings.uniqueNames([...at, "backends"], balancer.backends);
    const backends = balancer.backends.flatMap(
      (each, position) => buildBackend(findings, [...at, "backends", position], each, balancer, around) ?? [],
    );
    return balancer.kind === "internal"
      ? buildPassthrough(findings, at, balancer, backends, around.subnets)
      : buildApplication(findings, at, balancer, backends);
  });
}

function buildPassthrough(
  findings: Findings,
  at: ValuePath,
  raw: RawBalancer,
  backends: ReturnType<typeof buildBackend>[],
  subnets: readonly string[],
): readonly LoadBalancer[] {
  if (raw.backends.length !== 1) {
    const message = `an internal load balancer has one backend; ${raw.backends.length} are declared`;
    findings.error([...at, "backends"], "one-backend", message);
  }
  if (raw.subnet !== undefined) {
    checkKnown(findings, [...at, "subnet"], raw.subnet, { what: "subnet", known: subnets });
  }
  for (const [index, port] of raw.ports.entries()) {
    if (raw.ports.indexOf(port) < index) {
      findings.error([...at, "ports", index], "duplicate-port", `${port} stands here twice`);
    }
  }
  const [backend] = backends;
  if (backend?.to !== "machines") return [];
  const { name, kind, protocol, ports, globalAccess } = raw;
  if (kind !== "internal") return [];
  return [
    {
      name,
      kind,
      subnet: raw.subnet ?? subnets[0] ?? "main",
      protocol,
      ports: ports.toSorted((one, other) => one - other),
      globalAccess,
      backend,
    },
  ];
}

function buildApplication(
  findings: Findings,
  at: ValuePath,
  raw: RawBalancer,
  backends: readonly NonNullable<ReturnType<typeof buildBackend>>[],
): readonly LoadBalancer[] {
  const known = raw.backends.map(({ name }) => name);
  if (known.length === 0) {
    findings.error(
      [...at, "backends"],
      "no-backend",
      "is empty; write what answers, such as - { name: web, to: machines/web }",
    );
  }
  const checked = (at: ValuePath, name: string): string => {
    checkKnown(findings, at, name, { what: "backend", known });
    return name;
  };
  for (const [index, domain] of raw.domains.entries()) {
    if (raw.domains.indexOf(domain) < index) {
      findings.error([...at, "domains", index], "duplicate-name", `${domain} stands here twice`);
    }
  }
  const defaultBackend = raw.default === undefined ? (known[0] ?? "") : checked([...at, "default"], raw.default);
  const { name, kind, address, domains, redirectHttp } = raw;
  if (kind === "internal") return [];
  return [
    {
      name,
      kind,
      ...(address === undefined ? {} : { address }),
      domains: domains.toSorted(),
      redirectHttp,
      backends,
      defaultBackend,
      routes: buildRoutes(findings, [...at, "routes"], raw, defaultBackend, checked),
    },
  ];
}

function buildRoutes(
  findings: Findings,
  at: ValuePath,
  { routes }: RawBalancer,
  defaultBackend: string,
  checked: (at: ValuePath, name: string) => string,
): readonly HostRoute[] {
  findings.uniqueNames(at, routes);
  const hosts = new Map<string, ValuePath>();
  const once = (seen: Map<string, ValuePath>, where: ValuePath, text: string) => {
    const first = seen.get(text);
    if (first)
      findings.error(where, "duplicate-route", `${text} stands here twice; first at ${findings.whereIs(first)}`);
    else seen.set(text, where);
  };
  return routes.map((route, index) => {
    const paths = new Map<string, ValuePath>();
    for (const [position, host] of route.hosts.entries()) once(hosts, [...at, index, "hosts", position], host);
    return {
      name: route.name,
      hosts: route.hosts.toSorted(),
      backend: route.backend === undefined ? defaultBackend : checked([...at, index, "backend"], route.backend),
      paths: route.paths.map((rule, position) => {
        const where = [...at, index, "paths", position];
        for (const [number, one] of rule.paths.entries()) once(paths, [...where, "paths", number], one);
        return { paths: rule.paths.toSorted(), backend: checked([...where, "backend"], rule.backend) };
      }),
    };
  });
}

/** A kept address has to be where the load balancer is, and the one that is planned needs a name of its own. */
function checkAddress(
  findings: Findings,
  at: ValuePath,
  { name, kind, address }: RawBalancer,
  addresses: readonly StaticAddress[],
): void {
  if (address === undefined) {
    const index = addresses.findIndex((each) => each.name === name);
    if (index < 0) return;
    const place = findings.whereIs(["spec", "network", "addresses", index]);
    const message = `the load balancer's address would have the name of the one at ${place}; write address: ${name}, or rename one of the two`;
    findings.error([...at, "name"], "name-taken", message);
    return;
  }
  if (kind === "internal") return;
  const known = addresses.map((each) => each.name);
  checkKnown(findings, [...at, "address"], address, { what: "address", known });
  const scope = kind === "external" ? "global" : "regional";
  if (addresses.some((each) => each.name === address && each.scope !== scope)) {
    const message = `the address ${address} is not ${scope}, and the load balancer is ${kind}; write scope: ${scope} at the address`;
    findings.error([...at, "address"], "address-scope", message);
  }
}

/** Names the keys of other kinds. */
function refuseUnfit(findings: Findings, at: ValuePath, { kind, domains }: RawBalancer): void {
  const application = ["domains", "redirectHttp", "default", "routes"];
  const passthrough = ["subnet", "protocol", "ports", "globalAccess"];
  for (const key of kind === "internal" ? [...application, "address"] : passthrough) {
    if (findings.isWritten([...at, key])) {
      findings.error([...at, key], "unfit-key", `is not for ${kind} load balancers; leave it out`);
    }
  }
  if (kind === "regional" && domains.length > 0) {
    const message =
      "Google's managed certificates are those of external load balancers alone; write kind: external, or leave domains out";
    findings.error([...at, "domains"], "no-regional-certificate", message);
  }
}

/** Addresses that DNS records may refer to, as `address:<name>`: the network's, and those of load balancers by their names. */
export function addressesWith(
  addresses: readonly StaticAddress[],
  balancers: readonly LoadBalancer[],
): readonly StaticAddress[] {
  return [...addresses, ...balancers.map((each) => ({ name: each.name, scope: balancerAddress(each).scope }))];
}

/** Warns of domains in the environment's own public zones that do not lead to their load balancer: their certificate is never issued. */
export function checkDomains(findings: Findings, balancers: readonly LoadBalancer[], zones: readonly DnsZone[]): void {
  const open = zones.filter(({ visibility }) => visibility === "public");
  for (const [index, balancer] of balancers.entries()) {
    if (balancer.kind === "internal") continue;
    for (const domain of balancer.domains) {
      const zone = open.find((each) => `.${domain}.`.endsWith(`.${each.domain}`));
      if (!zone || leadsTo(zone, domain, [balancer.name, balancerAddress(balancer).key])) continue;
      const relative = domain === zone.domain.slice(0, -1) ? "@" : domain.slice(0, -zone.domain.length);
      const record = `{ name: "${relative}", type: A, values: ["address:${balancer.name}"] }`;
      const message = `${domain} lies in the zone ${zone.name}, where nothing leads to this load balancer, so its certificate is never issued; add the record ${record}`;
      findings.warning([...path, index, "domains"], "domain-without-record", message);
    }
  }
}

function leadsTo({ domain: zone, records }: DnsZone, domain: string, addresses: readonly string[]): boolean {
  const wanted = `${domain}.`;
  const covers = (name: string) => {
    const full = name === "@" ? zone : `${name}.${zone}`;
    return full === wanted || (full.startsWith("*.") && wanted.endsWith(full.slice(1)));
  };
  return records.some(({ name, type, values }) => {
    if (!covers(name)) return false;
    return type === "CNAME" || values.some((value) => addresses.includes(addressName(formatText(value)) ?? ""));
  });
}
