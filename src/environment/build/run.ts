import type { Probe, RunContainer, RunJob, RunService } from "../run.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import { checkRunSize } from "./check-run-size.ts";
import { secondsWithin } from "./durations.ts";
import type { Findings } from "./findings.ts";
import { checkKnown } from "./lookup.ts";

/** What services and jobs of Cloud Run may refer to by name. */
export interface RunSurroundings {
  readonly subnets: readonly string[];
  readonly serviceAccounts: readonly string[];
  readonly secretNames: readonly string[];
  readonly databases: readonly string[];
}

type RawService = RawSpec["runServices"][number];
type RawJob = RawSpec["runJobs"][number];

export function buildRunServices(
  findings: Findings,
  raw: RawSpec["runServices"],
  around: RunSurroundings,
): RunService[] {
  const path = ["spec", "runServices"];
  findings.uniqueNames(path, raw);
  return raw.map((service, index) => buildService(findings, [...path, index], service, around));
}

function buildService(findings: Findings, at: ValuePath, raw: RawService, around: RunSurroundings): RunService {
  if (raw.instances.max < raw.instances.min)
    findings.error(
      [...at, "instances", "max"],
      "out-of-range",
      `is ${raw.instances.max}, smaller than min ${raw.instances.min}`,
    );
  if (raw.cpu < 1 && raw.concurrency > 1)
    findings.error([...at, "concurrency"], "out-of-range", `is ${raw.concurrency}; with less than one core it is 1`);
  for (const [index, name] of raw.invokers.entries())
    checkKnown(findings, [...at, "invokers", index], name, { what: "service account", known: around.serviceAccounts });
  return {
    ...buildContainer(findings, at, raw, around),
    ...(raw.description !== undefined && { description: raw.description }),
    port: raw.port,
    http2: raw.http2,
    cpuAlways: raw.cpuAlways,
    startupBoost: raw.startupBoost,
    instances: raw.instances,
    concurrency: raw.concurrency,
    timeoutSeconds: secondsWithin(findings, [...at, "timeout"], raw.timeout, ["1s", "1h"]),
    sessionAffinity: raw.sessionAffinity,
    ingress: raw.ingress,
    public: raw.public,
    invokers: [...new Set(raw.invokers)].toSorted(),
    ...(raw.startup && { startup: buildProbe(findings, [...at, "startup"], raw.startup) }),
    ...(raw.liveness && { liveness: buildProbe(findings, [...at, "liveness"], raw.liveness) }),
  };
}

export function buildRunJobs(findings: Findings, raw: RawSpec["runJobs"], around: RunSurroundings): RunJob[] {
  const path = ["spec", "runJobs"];
  findings.uniqueNames(path, raw);
  return raw.map((job, index) => buildJob(findings, [...path, index], job, around));
}

function buildJob(findings: Findings, at: ValuePath, raw: RawJob, around: RunSurroundings): RunJob {
  if (raw.cpu < 1) findings.error([...at, "cpu"], "out-of-range", `is ${raw.cpu}; a job has at least one core`);
  if (raw.parallelism !== undefined && raw.parallelism > raw.tasks)
    findings.error(
      [...at, "parallelism"],
      "out-of-range",
      `is ${raw.parallelism}, greater than the number of tasks, ${raw.tasks}`,
    );
  return {
    ...buildContainer(findings, at, raw, around),
    tasks: raw.tasks,
    ...(raw.parallelism !== undefined && { parallelism: raw.parallelism }),
    retries: raw.retries,
    timeoutSeconds: secondsWithin(findings, [...at, "timeout"], raw.timeout, ["1s", "7d"]),
    ...(raw.schedule !== undefined && { schedule: raw.schedule }),
  };
}

function buildContainer(
  findings: Findings,
  at: ValuePath,
  raw: RawService | RawJob,
  around: RunSurroundings,
): RunContainer {
  const { serviceAccount, network } = raw;
  checkRunSize(findings, at, raw);
  checkVariables(findings, at, raw, around.secretNames);
  if (raw.image.trim() === "") findings.error([...at, "image"], "missing-key", "is empty; write a container image");
  if (serviceAccount !== undefined) {
    const known = around.serviceAccounts;
    checkKnown(findings, [...at, "serviceAccount"], serviceAccount, { what: "service account", known });
  }
  if (network?.subnet !== undefined) {
    const known = around.subnets;
    checkKnown(findings, [...at, "network", "subnet"], network.subnet, { what: "subnet", known });
  }
  findings.uniqueNames(
    [...at, "databases"],
    raw.databases.map((name) => ({ name })),
  );
  for (const [index, name] of raw.databases.entries())
    checkKnown(findings, [...at, "databases", index], name, { what: "database", known: around.databases });
  return {
    name: raw.name,
    image: findings.text([...at, "image"], raw.image),
    command: raw.command,
    args: raw.args,
    env: findings.texts([...at, "env"], raw.env),
    secretEnv: raw.secretEnv,
    cpu: raw.cpu,
    memory: raw.memory,
    ...(serviceAccount !== undefined && { serviceAccount }),
    ...(network && {
      network: { subnet: network.subnet ?? around.subnets[0] ?? "main", egress: network.egress, tags: network.tags },
    }),
    databases: raw.databases,
    labels: raw.labels,
  };
}

/** Cloud Run sets these itself. */
const reserved = /^(PORT|K_SERVICE|K_REVISION|K_CONFIGURATION|CLOUD_RUN_\w*)$/;

function checkVariables(
  findings: Findings,
  at: ValuePath,
  { env, secretEnv }: RawService | RawJob,
  secretNames: readonly string[],
): void {
  for (const [key, variables] of Object.entries({ env, secretEnv }))
    for (const variable of Object.keys(variables).filter((each) => reserved.test(each)))
      findings.error([...at, key, variable], "reserved-variable", `${variable} is set by Cloud Run itself`);
  for (const [variable, { secret }] of Object.entries(secretEnv)) {
    const path = [...at, "secretEnv", variable];
    checkKnown(findings, [...path, "secret"], secret, { what: "secret", known: secretNames });
    if (Object.hasOwn(env, variable))
      findings.error(
        path,
        "duplicate-name",
        `${variable} is set by env at ${findings.whereIs([...at, "env", variable])}`,
      );
  }
}

function buildProbe(findings: Findings, at: ValuePath, raw: NonNullable<RawService["startup"]>): Probe {
  const { http, tcp, grpc, port, ...times } = raw;
  const ways = [
    ...(http === undefined ? [] : [{ http }]),
    ...(tcp === undefined ? [] : [{ tcp }]),
    ...(grpc === undefined ? [] : [{ grpc }]),
  ];
  if (ways.length !== 1) findings.error(at, "one-of-several", "write one of http, tcp and grpc: what is asked");
  if (times.timeout > times.period)
    findings.error([...at, "timeout"], "out-of-range", `is ${times.timeout}; at most the period, ${times.period}`);
  return { ask: ways[0] ?? { tcp: true }, ...(port !== undefined && { port }), ...times };
}
