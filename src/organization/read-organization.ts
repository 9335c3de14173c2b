import { inOrder, type Reading, readDocument } from "../environment/index.ts";
import type { FileTree } from "../lib/index.ts";
import { organizationIssues } from "./check-organization.ts";
import { organizationDocument, type RawOrganization } from "./document.ts";
import { type ForgeIdentity, type Organization, organizationPath } from "./organization.ts";

/**
 * Reads the organization of a tree, or everything that is wrong with its file. `undefined` where there is none. Never throws for what
 * the file says.
 */
export async function readOrganization(tree: FileTree): Promise<Reading<Organization> | undefined> {
  const read = await readDocument(tree, organizationPath, organizationDocument);
  if (!read) return undefined;
  if ("wrong" in read) return { ok: false, issues: inOrder(read.wrong) };
  const issues = inOrder([...read.issues, ...organizationIssues(read.root, read.value)]);
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return { ok: true, value: organizationOf(read.value), issues };
}

function organizationOf({ metadata, spec }: RawOrganization): Organization {
  const { cloud, seed, folders, projects, forge } = spec;
  return {
    labels: metadata.labels,
    cloud,
    seed: {
      project: seed.project,
      displayName: seed.displayName ?? seed.project,
      bucket: seed.bucket ?? `${seed.project}-state`,
      location: seed.location ?? cloud.region,
      rotationDays: seed.rotationDays,
      keptVersions: seed.keptVersions,
    },
    folders: folders.map(({ name, displayName = name, parent }) => ({
      name,
      displayName,
      ...(parent !== undefined && { parent }),
    })),
    projects: projects.map(({ displayName, folder, ...project }) => ({
      ...project,
      displayName: displayName ?? project.project,
      ...(folder !== undefined && { folder }),
    })),
    ...(forge && { forge: identityOf(forge) }),
  };
}

const issuers = { github: "https://token.actions.githubusercontent.com", gitlab: "https://gitlab.com" } as const;

/** Bitbucket signs the tokens of each workspace under an address of its own, and names the audience by the workspace's UUID. */
function identityOf(forge: NonNullable<RawOrganization["spec"]["forge"]>): ForgeIdentity {
  const { kind, repository, branch, issuer } = forge;
  if (kind !== "bitbucket") return { kind, repository, branch, issuer: issuer ?? issuers[kind] };
  const { workspaceId = "", repositoryId = "" } = forge;
  const workspace = repository.slice(0, repository.indexOf("/"));
  return {
    kind,
    repository: `{${repositoryId.toLowerCase()}}`,
    branch,
    issuer: `https://api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`,
    audience: `ari:cloud:bitbucket::workspace/${workspaceId.toLowerCase()}`,
  };
}
