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
};

/** The keys of an environment's file that it is known of what managing them needs. */
export const kindsWithRoles: readonly string[] = Object.keys(needs);

/** The least of Google's predefined roles with which these environments of one project are previewed and brought up. Sorted. */
export function leastRoles(environments: readonly Environment[]): NeededRoles {
  const needed = Object.values(needs).filter((need) => need.of === always || environments.some(need.of));
  const rolesOf = (account: keyof NeededRoles) => [...new Set(needed.flatMap((need) => need[account]))].toSorted();
  return { preview: rolesOf("preview"), up: rolesOf("up") };
}
