import { type Environment, grantedRole } from "../environment/index.ts";
import type { DesiredRole, DesiredService, DesiredServiceAccount, DesiredWorkloadIdentity } from "./compute-values.ts";
import { accountId } from "./names.ts";
import { plannedRole } from "./plan-access.ts";
import { nodeAccountKey } from "./plan-clusters.ts";
import { runningIn, scheduleAccountKey } from "./plan-run.ts";
import { optional, type Planning } from "./planning.ts";

/** What nodes may do: write logs and metrics, and pull images. */
const nodeRoles = ["roles/artifactregistry.reader", "roles/container.defaultNodeServiceAccount"];

/** A service account with its roles: declared, or of a cluster's nodes. */
interface Identity {
  readonly key: string;
  readonly displayName: string;
  readonly roles: readonly string[];
}

export function planServiceAccounts(planning: Planning): readonly DesiredServiceAccount[] {
  return identities(planning).map(({ key, displayName }) => ({
    key,
    protect: planning.protects("serviceAccounts", key),
    args: { accountId: planning.name([key], accountId), displayName },
  }));
}

export function planRoles(planning: Planning): readonly DesiredRole[] {
  const { project } = planning.environment.cloud;
  return identities(planning).flatMap(({ key, roles }) =>
    roles.map((written) => {
      const { role, customRole } = plannedRole(planning, grantedRole(written));
      const shown = customRole === undefined ? role.slice(role.lastIndexOf("/") + 1) : written;
      return {
        key: `${key}-${shown}`,
        protect: planning.protects("serviceAccounts", key),
        serviceAccount: key,
        ...optional("customRole", customRole),
        args: { project, role },
      };
    }),
  );
}

function identities({ environment }: Planning): readonly Identity[] {
  const declared = environment.serviceAccounts.map(({ name, roles }) => ({
    key: name,
    displayName: `${environment.name} ${name}`,
    roles: [...new Set([...roles, ...rolesOfRunning(environment, name)])],
  }));
  const ofNodes = environment.clusters
    .filter(
      ({ mode, nodePools }) => mode === "autopilot" || nodePools.some((pool) => pool.serviceAccount === undefined),
    )
    .map((cluster) => ({
      key: nodeAccountKey(cluster),
      displayName: `${environment.name} nodes of ${cluster.name}`,
      roles: nodeRoles,
    }));
  return [...declared, ...ofNodes, ...ownAccounts(environment)];
}

/** What reaches databases through Cloud SQL's sockets needs this role in the project: it cannot be granted on one instance. */
function rolesOfRunning(environment: Environment, key: string): readonly string[] {
  const connects = runningIn(environment).some(({ account, databases }) => account === key && databases.length > 0);
  return connects ? ["roles/cloudsql.client"] : [];
}

/** Accounts of services and jobs of Cloud Run that declare none, and of what starts jobs. */
function ownAccounts(environment: Environment): readonly Identity[] {
  const { name, runJobs } = environment;
  const running = runningIn(environment)
    .filter(({ serviceAccount }) => serviceAccount === undefined)
    .map((each) => ({
      key: each.account,
      displayName: `${name} ${each.kind === "runServices" ? "service" : "job"} ${each.name}`,
      roles: rolesOfRunning(environment, each.account),
    }));
  const schedules = runJobs
    .filter(({ schedule }) => schedule !== undefined)
    .map((job) => ({ key: scheduleAccountKey(job), displayName: `${name} schedule of ${job.name}`, roles: [] }));
  return [...running, ...schedules];
}

/** One cluster's workload pool serves the whole project, so any cluster that has one will do. */
export function planWorkloadIdentities(planning: Planning): readonly DesiredWorkloadIdentity[] {
  const { serviceAccounts, clusters, cloud } = planning.environment;
  const cluster = clusters.find(({ workloadIdentity }) => workloadIdentity);
  if (!cluster) return [];
  return serviceAccounts.flatMap(({ name, workloads }) =>
    workloads.map(({ namespace, serviceAccount }) => ({
      key: `${name}-${namespace}-${serviceAccount}`,
      protect: planning.protects("serviceAccounts", name),
      serviceAccount: name,
      cluster: cluster.name,
      args: {
        role: "roles/iam.workloadIdentityUser" as const,
        member: `serviceAccount:${cloud.project}.svc.id.goog[${namespace}/${serviceAccount}]`,
      },
    })),
  );
}

/** The project's services that the environment needs. They stay on when it is destroyed: others may use them. */
export function planServices({ environment }: Planning): readonly DesiredService[] {
  const { cloud } = environment;
  if (cloud.kind === "local") return [];
  const needed = {
    compute: true,
    iam: true,
    container: environment.clusters.length > 0,
    storage: environment.buckets.length > 0,
    sqladmin: environment.databases.length > 0,
    dns: environment.dnsZones.length > 0,
    secretmanager: environment.secrets.length > 0,
    artifactregistry: environment.artifactRepositories.length > 0,
    firestore: environment.documentDatabases.length > 0,
    redis: environment.caches.length > 0,
    servicenetworking: environment.network.privateServices !== undefined,
    cloudkms: environment.keyRings.length > 0,
    logging: environment.logSinks.length > 0,
    pubsub: environment.topics.length > 0,
    run: environment.runServices.length + environment.runJobs.length > 0,
    cloudscheduler: environment.runJobs.some(({ schedule }) => schedule !== undefined),
  };
  return Object.entries(needed)
    .filter(([, isNeeded]) => isNeeded)
    .map(([key]) => ({
      key,
      protect: false,
      args: { project: cloud.project, service: `${key}.googleapis.com`, disableOnDestroy: false },
    }));
}
