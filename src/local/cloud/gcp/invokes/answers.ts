import type { PropertyMap } from "../../../../provider/index.ts";
import { allZones, computeLink, projectNumber, relativeLink, textOf, zonesOf } from "../values/index.ts";
import type { Asked } from "./asked.ts";
import { engineVersions } from "./engine-versions.ts";

/** Functions whose answer is not simply a resource of the cloud, by token without `gcp:`. */
export const ANSWERS: Readonly<Record<string, (args: PropertyMap, asked: Asked) => PropertyMap>> = {
  "organizations/getClientConfig:getClientConfig": (_, { settings }) => ({
    id: projectPath(settings.project ?? ""),
    project: settings.project ?? "",
    region: settings.region ?? "",
    zone: settings.zone ?? "",
    defaultLabels: settings.labels,
    accessToken: "local-cloud-access-token",
  }),
  "organizations/getProject:getProject": (args, { settings }) =>
    project(textOf(args["projectId"]) ?? settings.project ?? ""),
  "organizations/getClientOpenIdUserInfo:getClientOpenIdUserInfo": () => ({
    id: "local",
    email: "local@local.invalid",
  }),
  "projects/getProject:getProject": (args, { settings }) => {
    const id = /id[=:]([\w-]+)/.exec(textOf(args["filter"]) ?? "")?.[1] ?? settings.project ?? "";
    const { projectId, number, name, labels } = project(id);
    const found = { projectId, number, name, labels, lifecycleState: "ACTIVE", createTime: "", parent: {} };
    return { id: id, filter: args["filter"] ?? "", projects: [found] };
  },
  "compute/getZones:getZones": (args, { settings }) => {
    const region = textOf(args["region"]) ?? settings.region ?? "";
    const projectId = textOf(args["project"]) ?? settings.project ?? "";
    return {
      id: `projects/${projectId}/regions/${region}`,
      project: projectId,
      region,
      names: region === "" ? allZones() : zonesOf(region),
      ...(args["status"] !== undefined && { status: args["status"] }),
    };
  },
  "compute/getRegions:getRegions": (args, { settings }) => {
    const projectId = textOf(args["project"]) ?? settings.project ?? "";
    const names = [...new Set(allZones().map((zone) => zone.slice(0, -2)))];
    return { id: projectPath(projectId), project: projectId, names };
  },
  "compute/getImage:getImage": (args) => image(args),
  "compute/getDefaultServiceAccount:getDefaultServiceAccount": (args, { settings }) => {
    const projectId = textOf(args["project"]) ?? settings.project ?? "";
    const email = `${projectNumber(projectId)}-compute@developer.gserviceaccount.com`;
    return {
      id: `projects/${projectId}/serviceAccounts/${email}`,
      project: projectId,
      email,
      member: `serviceAccount:${email}`,
      name: `projects/${projectId}/serviceAccounts/${email}`,
      displayName: "Compute Engine default service account",
      uniqueId: projectNumber(email),
    };
  },
  "storage/getProjectServiceAccount:getProjectServiceAccount": (args, { settings }) => {
    const projectId = textOf(args["project"]) ?? settings.project ?? "";
    const emailAddress = `service-${projectNumber(projectId)}@gs-project-accounts.iam.gserviceaccount.com`;
    return { id: emailAddress, project: projectId, emailAddress, member: `serviceAccount:${emailAddress}` };
  },
  "container/getEngineVersions:getEngineVersions": (args, { settings }) => engineVersions(args, settings),
  "organizations/getIAMPolicy:getIAMPolicy": (args) => ({ ...args, id: "iam-policy", policyData: policyData(args) }),
};

function project(projectId: string): PropertyMap & { projectId: string; number: string; name: string; labels: object } {
  return {
    id: projectPath(projectId),
    projectId,
    name: projectId,
    number: projectNumber(projectId),
    labels: {},
    effectiveLabels: {},
    pulumiLabels: {},
    tags: {},
    orgId: "",
    folderId: "",
    billingAccount: "",
    autoCreateNetwork: true,
    deletionPolicy: "PREVENT",
  };
}

function projectPath(projectId: string): string {
  return `projects/${projectId}`;
}

/** Public images exist under the name of their family; a version cannot be known without asking GCP. */
function image(args: PropertyMap): PropertyMap {
  const projectId = textOf(args["project"]) ?? "debian-cloud";
  const family = textOf(args["family"]) ?? "";
  const name = textOf(args["name"]) ?? `${family}-local`;
  const id = relativeLink(`projects/${projectId}/global/images/${name}`);
  return {
    id,
    selfLink: computeLink(id),
    name,
    family,
    project: projectId,
    status: "READY",
    archiveSizeBytes: 1_000_000_000,
    diskSizeGb: 10,
    imageId: projectNumber(id),
    creationTimestamp: "2025-01-01T00:00:00.000-00:00",
    description: "An image of the local cloud",
    imageEncryptionKeySha256: "",
    labelFingerprint: "",
    labels: {},
    effectiveLabels: {},
    pulumiLabels: {},
    licenses: [],
    sourceDisk: "",
    sourceDiskEncryptionKeySha256: "",
    sourceDiskId: "",
    sourceImageId: "",
  };
}

function policyData(args: PropertyMap): string {
  const bindings = (args["bindings"] ?? []) as { role: string; members?: string[]; condition?: object }[];
  return JSON.stringify({
    bindings: bindings.map(({ role, members = [], condition }) => ({ role, members, ...(condition && { condition }) })),
  });
}
