import type { Environment } from "../../environment/index.ts";

/** Roles that the accounts of jobs need on a project. */
export interface NeededRoles {
  readonly preview: readonly string[];
  readonly up: readonly string[];
}

interface Need extends NeededRoles {
  readonly of: (environment: Environment) => boolean;
}

const always = () => true;

/** What runs in Cloud Run has an account of its own, which may be given roles. */
const running: NeededRoles = {
  preview: ["roles/run.viewer"],
  up: [
    "roles/iam.serviceAccountAdmin",
    "roles/iam.serviceAccountUser",
    "roles/resourcemanager.projectIamAdmin",
    "roles/run.admin",
  ],
};

/**
 * What managing each kind of resource needs, by the key of the environment's file: Google's predefined roles that hold no more than
 * the kind, where there are some. `preview` reads resources and their policies; it never creates, changes or reads what they hold.
 */
const needs: Readonly<Record<string, Need>> = {
  cloud: {
    of: always,
    preview: ["roles/serviceusage.serviceUsageViewer"],
    up: ["roles/serviceusage.serviceUsageAdmin"],
  },
  network: {
    of: always,
    preview: ["roles/compute.viewer"],
    up: ["roles/compute.networkAdmin", "roles/compute.securityAdmin"],
  },
  machines: {
    of: ({ machines }) => machines.length > 0,
    preview: ["roles/compute.viewer"],
    up: ["roles/compute.instanceAdmin.v1", "roles/iam.serviceAccountUser"],
  },
  clusters: {
    of: ({ clusters }) => clusters.length > 0,
    preview: ["roles/container.viewer"],
    up: [
      "roles/container.admin",
      "roles/iam.serviceAccountAdmin",
      "roles/iam.serviceAccountUser",
      "roles/resourcemanager.projectIamAdmin",
    ],
  },
  serviceAccounts: {
    of: ({ serviceAccounts }) => serviceAccounts.length > 0,
    preview: ["roles/iam.securityReviewer"],
    up: ["roles/iam.serviceAccountAdmin", "roles/resourcemanager.projectIamAdmin"],
  },
  buckets: {
    of: ({ buckets }) => buckets.length > 0,
    preview: ["roles/storage.bucketViewer"],
    up: ["roles/storage.admin"],
  },
  databases: {
    of: ({ databases }) => databases.length > 0,
    preview: ["roles/cloudsql.viewer"],
    up: ["roles/cloudsql.admin"],
  },
  dns: {
    of: ({ dnsZones }) => dnsZones.length > 0,
    preview: ["roles/dns.reader"],
    up: ["roles/dns.admin"],
  },
  secrets: {
    of: ({ secrets }) => secrets.length > 0,
    preview: ["roles/secretmanager.viewer"],
    up: ["roles/secretmanager.admin"],
  },
  loadBalancers: {
    of: ({ loadBalancers }) => loadBalancers.length > 0,
    preview: ["roles/compute.viewer"],
    up: ["roles/compute.loadBalancerAdmin"],
  },
  securityPolicies: {
    of: ({ securityPolicies }) => securityPolicies.length > 0,
    preview: ["roles/compute.viewer"],
    up: ["roles/compute.securityAdmin"],
  },
  topics: {
    of: ({ topics }) => topics.length > 0,
    preview: ["roles/pubsub.viewer"],
    up: ["roles/pubsub.admin"],
  },
  runServices: { of: ({ runServices }) => runServices.length > 0, ...running },
  runJobs: {
    of: ({ runJobs }) => runJobs.length > 0,
    preview: [...running.preview, "roles/cloudscheduler.viewer"],
    up: [...running.up, "roles/cloudscheduler.admin"],
  },
  artifactRepositories: {
    of: ({ artifactRepositories }) => artifactRepositories.length > 0,
    preview: ["roles/artifactregistry.reader"],
    up: ["roles/artifactregistry.admin"],
  },
  caches: {
    of: ({ caches }) => caches.length > 0,
    preview: ["roles/redis.viewer"],
    up: ["roles/redis.admin", "roles/servicenetworking.networksAdmin"],
  },
  documentDatabases: {
    of: ({ documentDatabases }) => documentDatabases.length > 0,
    preview: ["roles/datastore.viewer"],
    up: ["roles/datastore.owner"],
  },
  access: {
    of: ({ access }) => access.length > 0,
    preview: ["roles/iam.securityReviewer"],
    up: ["roles/resourcemanager.projectIamAdmin"],
  },
  customRoles: {
    of: ({ customRoles }) => customRoles.length > 0,
    preview: ["roles/iam.roleViewer"],
    up: ["roles/iam.roleAdmin"],
  },
  keyRings: {
    of: ({ keyRings }) => keyRings.length > 0,
    preview: ["roles/cloudkms.viewer"],
    up: ["roles/cloudkms.admin"],
  },
  logSinks: {
    of: ({ logSinks }) => logSinks.length > 0,
    preview: ["roles/logging.viewer"],
    up: ["roles/logging.configWriter"],
  },
};

/** The keys of an environment's file that it is known of what managing them needs. */
export const kindsWithRoles: readonly string[] = Object.keys(needs);

/** The least of Google's predefined roles with which these environments of one project are previewed and brought up. Sorted. */
export function leastRoles(environments: readonly Environment[]): NeededRoles {
  const needed = Object.values(needs).filter((need) => need.of === always || environments.some(need.of));
  const rolesOf = (account: keyof NeededRoles) => [...new Set(needed.flatMap((need) => need[account]))].toSorted();
  return { preview: rolesOf("preview"), up: rolesOf("up") };
}
