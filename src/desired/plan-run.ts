import type { Environment } from "../environment/index.ts";
import { runName, schedulerJobName } from "./names.ts";
import { optional, type Planning } from "./planning.ts";
import type {
  ContainerArgs,
  DesiredContainer,
  DesiredInvoker,
  DesiredJobSchedule,
  DesiredRunJob,
  DesiredRunService,
  DesiredSecretReader,
  ProbeArgs,
} from "./run-values.ts";

type RunService = Environment["runServices"][number];
type RunJob = Environment["runJobs"][number];
type Container = Omit<RunService, Exclude<keyof RunService, keyof RunJob>>;

const ingresses = {
  internal: "INGRESS_TRAFFIC_INTERNAL_ONLY",
  "load-balancer": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
  all: "INGRESS_TRAFFIC_ALL",
} as const;

export function planRunServices(planning: Planning): readonly DesiredRunService[] {
  const { name: environment, cloud, runServices } = planning.environment;
  return runServices.map((service) => {
    const protect = planning.protects("runServices", service.name);
    const labels = planning.labelsWith(service.labels);
    return {
      key: service.name,
      protect,
      container: containerOf(service, serviceAccountKey(service)),
      template: {
        maxInstanceRequestConcurrency: service.concurrency,
        timeout: `${service.timeoutSeconds}s`,
        sessionAffinity: service.sessionAffinity,
        scaling: { minInstanceCount: service.instances.min, maxInstanceCount: service.instances.max },
        executionEnvironment: fitsFirstGeneration(service)
          ? "EXECUTION_ENVIRONMENT_GEN1"
          : "EXECUTION_ENVIRONMENT_GEN2",
        labels,
      },
      containerArgs: {
        ...containerArgs(service, { cpuIdle: !service.cpuAlways, startupCpuBoost: service.startupBoost }),
        ports: { containerPort: service.port, name: service.http2 ? "h2c" : "http1" },
        ...optional("startupProbe", service.startup && probeArgs(service.startup, service.port)),
        ...optional("livenessProbe", service.liveness && probeArgs(service.liveness, service.port)),
      },
      args: {
        name: planning.name([service.name], runName),
        location: cloud.region,
        description: service.description ?? `Environment ${environment}`,
        deletionProtection: protect,
        ingress: ingresses[service.ingress],
        traffics: [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST", percent: 100 }],
        labels,
      },
    };
  });
}

export function planRunJobs(planning: Planning): readonly DesiredRunJob[] {
  const { cloud, runJobs } = planning.environment;
  return runJobs.map((job) => {
    const protect = planning.protects("runJobs", job.name);
    const labels = planning.labelsWith(job.labels);
    return {
      key: job.name,
      protect,
      container: containerOf(job, jobAccountKey(job)),
      execution: { taskCount: job.tasks, ...optional("parallelism", job.parallelism), labels },
      task: { maxRetries: job.retries, timeout: `${job.timeoutSeconds}s` },
      containerArgs: containerArgs(job, {}),
      args: { name: planning.name([job.name], runName), location: cloud.region, deletionProtection: protect, labels },
    };
  });
}

/** The second generation needs 512 MiB, and a whole core. */
function fitsFirstGeneration({ cpu, memory }: Container): boolean {
  return cpu < 1 || (memory.endsWith("Mi") && Number.parseInt(memory, 10) < 512);
}

function containerOf(container: Container, serviceAccount: string): DesiredContainer {
  const { image, env, secretEnv, databases, network } = container;
  return {
    image,
    env,
    secretEnv,
    databases: databases.toSorted(),
    serviceAccount,
    ...optional(
      "network",
      network && { ...network, egress: network.egress === "all" ? "ALL_TRAFFIC" : "PRIVATE_RANGES_ONLY" },
    ),
  };
}

function containerArgs(
  { command, args, cpu, memory }: Container,
  more: Pick<ContainerArgs["resources"], "cpuIdle" | "startupCpuBoost">,
): ContainerArgs {
  return {
    ...optional("commands", command.length > 0 ? [...command] : undefined),
    ...optional("args", args.length > 0 ? [...args] : undefined),
    resources: { limits: { cpu: String(cpu), memory }, ...more },
  };
}

function probeArgs(probe: NonNullable<RunService["startup"]>, port: number): ProbeArgs {
  const { ask } = probe;
  const own = optional("port", probe.port);
  return {
    ...("http" in ask && { httpGet: { path: ask.http, ...own } }),
    ...("tcp" in ask && { tcpSocket: { port: probe.port ?? port } }),
    ...("grpc" in ask && { grpc: { ...optional("service", ask.grpc === "" ? undefined : ask.grpc), ...own } }),
    periodSeconds: probe.period,
    timeoutSeconds: probe.timeout,
    failureThreshold: probe.failures,
    initialDelaySeconds: probe.delay,
  };
}

/** Key of the service account that a service has where none is declared. */
export function serviceAccountKey({ name, serviceAccount }: Pick<RunService, "name" | "serviceAccount">): string {
  return serviceAccount ?? `${name}-run`;
}

/** Key of the service account that a job has where none is declared. */
export function jobAccountKey({ name, serviceAccount }: Pick<RunJob, "name" | "serviceAccount">): string {
  return serviceAccount ?? `${name}-job`;
}

/** Key of the service account that starts a job by its schedule. */
export function scheduleAccountKey({ name }: Pick<RunJob, "name">): string {
  return `${name}-schedule`;
}

export function planInvokers(planning: Planning): readonly DesiredInvoker[] {
  const { cloud, runServices, runJobs } = planning.environment;
  const args = { location: cloud.region, role: "roles/run.invoker" } as const;
  const ofServices = runServices.flatMap(({ name, public: anyone, invokers }) => {
    const common = { protect: planning.protects("runServices", name), on: "service" as const, target: name, args };
    return [
      ...(anyone ? [{ ...common, key: `service-${name}-anyone`, who: "allUsers" as const }] : []),
      ...[...invokers, ...pushersOf(planning, name)].map((serviceAccount) => ({
        ...common,
        key: `service-${name}_account-${serviceAccount}`,
        who: { serviceAccount },
      })),
    ];
  });
  const ofJobs = runJobs
    .filter(({ schedule }) => schedule !== undefined)
    .map((job) => ({
      key: `job-${job.name}-schedule`,
      protect: planning.protects("runJobs", job.name),
      on: "job" as const,
      target: job.name,
      args,
      who: { serviceAccount: scheduleAccountKey(job) },
    }));
  const all: readonly DesiredInvoker[] = [...ofServices, ...ofJobs];
  return [...new Map(all.map((invoker) => [invoker.key, invoker])).values()];
}

/** The service accounts in whose names subscriptions push to a service. */
function pushersOf({ environment }: Planning, service: string): readonly string[] {
  const pushes = environment.topics.flatMap(({ subscriptions }) => subscriptions.flatMap(({ push }) => push ?? []));
  return pushes.flatMap(({ to, serviceAccount }) =>
    "runService" in to && to.runService === service && serviceAccount !== undefined ? [serviceAccount] : [],
  );
}

/** Everything of an environment that runs in Cloud Run, with the key of its service account. */
export function runningIn({ runServices, runJobs }: Environment) {
  return [
    ...runServices.map((service) => ({
      ...service,
      account: serviceAccountKey(service),
      kind: "runServices" as const,
    })),
    ...runJobs.map((job) => ({ ...job, account: jobAccountKey(job), kind: "runJobs" as const })),
  ];
}

export function planSecretReaders(planning: Planning): readonly DesiredSecretReader[] {
  const readers = runningIn(planning.environment).flatMap(({ kind, name, secretEnv, account }) =>
    Object.values(secretEnv).map(({ secret }) => ({
      // No name has an underscore, so that two pairs never share a key.
      key: `${secret}_${account}`,
      protect: planning.protects(kind, name),
      secret,
      serviceAccount: account,
      args: { role: "roles/secretmanager.secretAccessor" as const },
    })),
  );
  return [...new Map(readers.map((reader) => [reader.key, reader])).values()];
}

export function planJobSchedules(planning: Planning): readonly DesiredJobSchedule[] {
  const { name: environment, cloud, runJobs } = planning.environment;
  return runJobs.flatMap((job) =>
    job.schedule === undefined
      ? []
      : [
          {
            key: job.name,
            protect: planning.protects("runJobs", job.name),
            job: job.name,
            serviceAccount: scheduleAccountKey(job),
            args: {
              name: planning.name([job.name], schedulerJobName),
              region: cloud.region,
              description: `Environment ${environment}`,
              schedule: job.schedule.cron,
              timeZone: job.schedule.timeZone,
              paused: job.schedule.paused,
              attemptDeadline: "180s",
            },
          },
        ],
  );
}
