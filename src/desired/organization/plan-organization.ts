import type { Environment } from "../../environment/index.ts";
import type { Organization, Project } from "../../organization/index.ts";
import { byKey } from "../planning.ts";
import {
  type DesiredFolder,
  type DesiredGrant,
  type DesiredOrganization,
  type DesiredProject,
  type DesiredProjectService,
  type Holder,
  type JobAccount,
  seedKey,
} from "./desired-organization.ts";
import { leastRoles } from "./least-roles.ts";
import { planIdentity } from "./plan-identity.ts";

/** Services that the seed project needs: those that the provider itself calls, and those of what stands in the project. */
const seedServices = [
  "cloudbilling",
  "cloudkms",
  "cloudresourcemanager",
  "iam",
  "iamcredentials",
  "serviceusage",
  "storage",
  "sts",
].map((name) => `${name}.googleapis.com`);

/** Others are enabled by the environments of the project, which need these two for it. */
const projectServices = ["cloudresourcemanager.googleapis.com", "serviceusage.googleapis.com"];

const labels = { "managed-by": "groundwork" };

/**
 * Decides everything that an organization consists of.
 *
 * Depends on its arguments alone, and not on the order of environments.
 *
 * @param environments those of the same commit, which decide what the accounts of jobs need on each project
 */
export function planOrganization(
  organization: Organization,
  environments: readonly Environment[],
): DesiredOrganization {
  const { cloud, seed, forge } = organization;
  return {
    cloud: { kind: cloud.kind, project: seed.project, region: cloud.region },
    folders: planFolders(organization),
    projects: planProjects(organization),
    services: planServices(organization),
    keyRing: { key: "state", protect: true, args: { name: "groundwork", location: placeOfKey(seed.location) } },
    key: { key: "state", protect: true, args: { name: "state", rotationPeriod: `${seed.rotationDays * 86_400}s` } },
    bucket: {
      key: "state",
      protect: true,
      args: {
        name: seed.bucket,
        location: seed.location.toUpperCase(),
        uniformBucketLevelAccess: true,
        publicAccessPrevention: "enforced",
        forceDestroy: false,
        versioning: { enabled: true },
        lifecycleRules: [
          { action: { type: "Delete" }, condition: { numNewerVersions: seed.keptVersions, withState: "ARCHIVED" } },
        ],
        labels: { ...organization.labels, ...labels },
      },
    },
    accounts: [
      account("preview", "Previews changes: reads the state and what stands"),
      account("up", "Brings environments up: changes what stands, and writes the state"),
    ],
    grants: planGrants(organization, environments),
    ...(forge && { identity: planIdentity(forge) }),
  };
}

/** A key lies where the bucket does; Google calls the places of several regions by small letters there. */
function placeOfKey(location: string): string {
  return location.toLowerCase() === "eu" ? "europe" : location.toLowerCase();
}

function account(key: JobAccount, description: string) {
  return {
    key,
    protect: false,
    args: { accountId: `groundwork-${key}`, displayName: `Groundwork ${key}`, description },
  };
}

/** Each after the folder that holds it. */
function planFolders({ folders, cloud }: Organization): readonly DesiredFolder[] {
  const depth = new Map<string, number>();
  const depthOf = (name: string): number => {
    const parent = folders.find((folder) => folder.name === name)?.parent;
    const known = depth.get(name) ?? (parent === undefined ? 0 : depthOf(parent) + 1);
    depth.set(name, known);
    return known;
  };
  const values = folders.map(({ name, displayName, parent }) => ({
    key: name,
    protect: true,
    args: { displayName, deletionProtection: true },
    holder: holder(parent, cloud.parent),
  }));
  return byKey(values).toSorted((one, other) => depthOf(one.key) - depthOf(other.key));
}

function holder(folder: string | undefined, top: string): Holder {
  return folder === undefined ? { id: top } : { folder };
}

function planProjects({ seed, projects, cloud, labels: own }: Organization): readonly DesiredProject[] {
  const value = (key: string, project: Pick<Project, "project" | "displayName" | "folder" | "labels">) => ({
    key,
    protect: true,
    args: {
      projectId: project.project,
      name: project.displayName,
      billingAccount: cloud.billingAccount,
      // Its firewall lets everything inside talk to everything, and every environment makes a network of its own.
      autoCreateNetwork: false,
      deletionPolicy: "PREVENT" as const,
      labels: { ...own, ...project.labels, ...labels },
    },
    holder: holder(project.folder, cloud.parent),
  });
  return [
    value(seedKey, { ...seed, labels: {} }),
    ...byKey(projects.map((project) => value(projectKey(project), project))),
  ];
}

/** No project that is declared has the key of the seed: a name of the file stands behind this word. */
function projectKey({ name }: Pick<Project, "name">): string {
  return `project-${name}`;
}

function planServices({ projects }: Organization): readonly DesiredProjectService[] {
  const value = (project: string, service: string) => ({
    key: `${project}-${service.slice(0, service.indexOf("."))}`,
    protect: false,
    project,
    args: { service, disableOnDestroy: false },
  });
  return byKey([
    ...seedServices.map((service) => value(seedKey, service)),
    ...projects.flatMap((project) =>
      [...new Set([...projectServices, ...project.services])].map((service) => value(projectKey(project), service)),
    ),
  ]);
}

function planGrants({ projects }: Organization, environments: readonly Environment[]): readonly DesiredGrant[] {
  const grant = (account: JobAccount, on: DesiredGrant["on"], role: string): DesiredGrant => ({
    key: `${typeof on === "string" ? `state-${on}` : on.project}-${account}-${role.slice(role.lastIndexOf("/") + 1)}`,
    protect: false,
    account,
    on,
    args: { role },
  });
  return byKey([
    grant("preview", "bucket", "roles/storage.objectViewer"),
    grant("up", "bucket", "roles/storage.objectUser"),
    grant("preview", "key", "roles/cloudkms.cryptoKeyDecrypter"),
    grant("up", "key", "roles/cloudkms.cryptoKeyEncrypterDecrypter"),
    ...projects.flatMap((project) => {
      const needed = leastRoles(environments.filter(({ cloud }) => cloud.project === project.project));
      const on = { project: projectKey(project) };
      return (["preview", "up"] as const).flatMap((each) =>
        [...new Set([...needed[each], ...project.roles[each]])].map((role) => grant(each, on, role)),
      );
    }),
  ]);
}
