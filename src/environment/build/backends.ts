import { parseDuration } from "../../lib/index.ts";
import type { Bucket, MachineGroup } from "../environment.ts";
import type { Backend, CdnPolicy, MachinesBackend, SecurityPolicy } from "../load-balancer.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";
import { buildProbe, buildSeconds } from "./probe.ts";

export type RawBalancer = RawSpec["loadBalancers"][number];
export type RawBackend = RawBalancer["backends"][number];

/** What load balancers may refer to by name. */
export interface AroundBalancers {
  readonly machines: readonly MachineGroup[];
  readonly buckets: readonly Bucket[];
  readonly securityPolicies: readonly SecurityPolicy[];
  readonly runServices: readonly { readonly name: string; readonly ingress: "internal" | "load-balancer" | "all" }[];
}

const defaultPorts = { http: 80, https: 443 } as const;

/** @returns `undefined` where what stands behind it is not declared, which is reported */
export function buildBackend(
  findings: Findings,
  at: ValuePath,
  raw: RawBackend,
  balancer: RawBalancer,
  around: AroundBalancers,
): Backend | undefined {
  const [target = "", name = ""] = raw.to.includes("://") ? ["internet", raw.to] : raw.to.split("/");
  refuseUnfit(findings, at, target, balancer.kind);
  const known = (what: string, names: readonly string[]) =>
    checkKnown(findings, [...at, "to"], name, { what, known: names });
  if (target === "buckets") {
    known("bucket", names(around.buckets));
    const bucket = around.buckets.find((each) => each.name === name);
    if (bucket && !bucket.public) {
      const why = `the bucket ${name} is not public, so that the load balancer would answer 403`;
      findings.error([...at, "to"], "bucket-not-public", `${why}; write public: true at the bucket`);
    }
    return { name: raw.name, to: "buckets", bucket: name, ...buildCdn(findings, at, raw) };
  }
  const service = buildService(findings, at, raw, around);
  if (target === "internet") {
    const [, spoken = "", host = "", written] = /^(https?):\/\/([^:]+)(?::(\d+))?$/.exec(name) ?? [];
    const protocol = spoken === "http" ? "http" : "https";
    const port = written === undefined ? defaultPorts[protocol] : Number(written);
    if (port < 1 || port > 65_535) findings.error([...at, "to"], "bad-port", `${port} is no port; 1 to 65535`);
    return { ...service, to: "internet", protocol, host, port };
  }
  if (target === "runServices") {
    known("Cloud Run service", names(around.runServices));
    if (around.runServices.some((each) => each.name === name && each.ingress === "internal")) {
      const why = `the Cloud Run service ${name} answers inside of the network alone`;
      findings.error([...at, "to"], "service-not-reached", `${why}; write ingress: load-balancer at the service`);
    }
    return { ...service, to: "runServices", service: name };
  }
  known("machine group", names(around.machines));
  const group = around.machines.find((each) => each.name === name);
  return group && buildMachinesBackend(findings, at, raw, { group, balancer, service });
}

function buildMachinesBackend(
  findings: Findings,
  at: ValuePath,
  raw: RawBackend,
  {
    group,
    balancer,
    service,
  }: {
    readonly group: MachineGroup;
    readonly balancer: RawBalancer;
    readonly service: ReturnType<typeof buildService>;
  },
): MachinesBackend {
  const path = [...at, "check"];
  if (balancer.kind === "internal") {
    const [port] = balancer.ports;
    const traffic = { protocol: raw.check.protocol ?? "tcp", ...(port !== undefined && { port }) } as const;
    const check = buildProbe(findings, path, raw.check, traffic);
    return { ...service, to: "machines", group: group.name, protocol: raw.protocol, check };
  }
  const port = raw.port === undefined ? group.ports[0] : group.ports.find(({ name }) => name === raw.port);
  if (raw.port !== undefined)
    checkKnown(findings, [...at, "port"], raw.port, { what: "named port", known: names(group.ports) });
  else if (!port) {
    const message = `the machine group ${group.name} has no ports; give it one, such as ports: [{ name: http, port: 80 }]`;
    findings.error([...at, "to"], "group-without-port", message);
  }
  return {
    ...service,
    to: "machines",
    group: group.name,
    protocol: raw.protocol,
    ...(port && { port }),
    check: buildProbe(findings, path, raw.check, port ?? { port: defaultPorts.http }),
  };
}

function buildService(findings: Findings, at: ValuePath, raw: RawBackend, { securityPolicies }: AroundBalancers) {
  if (raw.securityPolicy !== undefined) {
    const known = names(securityPolicies);
    checkKnown(findings, [...at, "securityPolicy"], raw.securityPolicy, { what: "security policy", known });
  }
  return {
    name: raw.name,
    timeoutSeconds: buildSeconds(findings, [...at, "timeout"], raw.timeout, { least: 1, most: 86_400 }),
    affinity: raw.affinity,
    logging: raw.logging,
    ...buildCdn(findings, at, raw),
    ...(raw.securityPolicy === undefined ? {} : { securityPolicy: raw.securityPolicy }),
  };
}

/** Names what this kind of load balancer, or what stands behind it, does not have. */
function refuseUnfit(findings: Findings, at: ValuePath, target: string, kind: RawBalancer["kind"]): void {
  const what =
    { machines: "machines", buckets: "a bucket", runServices: "a Cloud Run service", internet: "a server" }[target] ??
    target;
  const behind: Readonly<Record<RawBalancer["kind"], readonly string[]>> = {
    external: ["machines", "buckets", "runServices", "internet"],
    regional: ["machines", "runServices"],
    internal: ["machines"],
  };
  if (!behind[kind].includes(target)) {
    const message = `${kind} load balancers have no ${target} behind them; there are ${behind[kind].join(", ")}`;
    findings.error([...at, "to"], "unfit-backend", message);
  }
  const service = ["timeout", "affinity", "logging", "securityPolicy"];
  const unfit: Readonly<Record<string, readonly string[]>> = {
    machines: [],
    buckets: ["port", "protocol", "check", ...service],
    runServices: ["port", "protocol", "check", "timeout", "affinity"],
    internet: ["port", "protocol", "check", "affinity"],
  };
  const ofKind = {
    external: [],
    regional: ["cdn", "securityPolicy"],
    internal: ["port", "protocol", "timeout", "logging", "cdn", "securityPolicy"],
  };
  const written = (key: string) => findings.isWritten([...at, key]);
  for (const key of (unfit[target] ?? []).filter(written)) {
    findings.error([...at, key], "unfit-key", `is not for ${what}; leave it out`);
  }
  for (const key of ofKind[kind].filter((key) => written(key) && !unfit[target]?.includes(key))) {
    findings.error([...at, key], "unfit-key", `is not for ${kind} load balancers; leave it out`);
  }
}

function buildCdn(findings: Findings, at: ValuePath, { cdn }: RawBackend): { readonly cdn?: CdnPolicy } {
  if (cdn === false) return {};
  if (cdn === true)
    return { cdn: { mode: "cache-all-static", ttlSeconds: 3600, maxTtlSeconds: 86_400, clientTtlSeconds: 3600 } };
  const path = [...at, "cdn"];
  const unfit = {
    "cache-all-static": [],
    "use-origin-headers": ["ttl", "maxTtl", "clientTtl"],
    "force-cache-all": ["maxTtl"],
  }[cdn.mode];
  for (const key of unfit.filter((key) => findings.isWritten([...path, key]))) {
    findings.error([...path, key], "unfit-key", `is not for mode: ${cdn.mode}; leave it out`);
  }
  if (cdn.mode === "use-origin-headers") return { cdn: { mode: cdn.mode } };
  const seconds = (written: string) => (parseDuration(written, ["h", "m", "s"]) ?? 0) / 1000;
  const range = { least: 0, most: 31_622_400 };
  for (const key of ["ttl", "maxTtl", "clientTtl"] as const) {
    const written = cdn[key];
    if (written !== undefined) buildSeconds(findings, [...path, key], written, range);
  }
  const [ttlSeconds, maxTtlSeconds, clientTtlSeconds] = [
    cdn.ttl ?? "1h",
    cdn.maxTtl ?? "24h",
    cdn.clientTtl ?? "1h",
  ].map(seconds);
  if (cdn.mode === "force-cache-all") return { cdn: { mode: cdn.mode, ...optional({ ttlSeconds, clientTtlSeconds }) } };
  if ((ttlSeconds ?? 0) > (maxTtlSeconds ?? 0)) {
    findings.error(
      [...path, "ttl"],
      "out-of-range",
      `is ${cdn.ttl ?? "1h"}, longer than maxTtl, ${cdn.maxTtl ?? "24h"}`,
    );
  }
  return { cdn: { mode: cdn.mode, ...optional({ ttlSeconds, maxTtlSeconds, clientTtlSeconds }) } };
}

function optional<T extends object>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

function names(items: readonly { readonly name: string }[]): readonly string[] {
  return items.map(({ name }) => name);
}
