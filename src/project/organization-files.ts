import type { FileTree } from "../lib/index.ts";
import { organizationFolder, organizationPath } from "../organization/index.ts";
import { byPath, type PlannedFile, plannedFiles } from "./planned-file.ts";

/** What a new organization is to be. */
export interface NewOrganization {
  /** Name of the repository's own Pulumi project. */
  readonly project: string;
  /** That the program imports. */
  readonly packageName: string;
  readonly cloud: "local" | "gcp";
  readonly parent: string;
  readonly billingAccount: string;
  readonly seedProject: string;
  readonly region: string;
  readonly forge?: { readonly kind: "github" | "gitlab" | "bitbucket"; readonly repository: string };
}

/** The declaration and the program of an organization, sorted by path. Nothing that a person wrote is replaced. */
export async function planOrganizationFiles(
  tree: FileTree,
  organization: NewOrganization,
): Promise<readonly PlannedFile[]> {
  const { project, packageName } = organization;
  const files = {
    [organizationPath]: declaration(organization),
    [`${organizationFolder}/Pulumi.yaml`]: [
      // A project of its own: its one stack is changed by administrators, and none of the environments' stacks lies beside it.
      `name: ${project}-organization`,
      "description: What the environments of this repository stand on.",
      "main: index.cjs",
      "runtime: nodejs",
      "",
    ].join("\n"),
    [`${organizationFolder}/index.cjs`]: [
      `const { createOrganization } = require("${packageName}/organization");`,
      "",
      "/** All that organization.yaml declares. Resources of any Pulumi provider can be added here. */",
      "module.exports = async () => (await createOrganization()).outputs;",
      "",
    ].join("\n"),
  };
  return (await plannedFiles(tree, files)).toSorted(byPath);
}

function declaration(organization: NewOrganization): string {
  const { cloud, parent, billingAccount, seedProject, region, forge } = organization;
  return [
    "# yaml-language-server: $schema=../organization.schema.json",
    "apiVersion: groundwork.dev/v1",
    "kind: Organization",
    "spec:",
    "  cloud:",
    `    kind: ${cloud}`,
    `    region: ${region}`,
    `    parent: ${parent}`,
    `    billingAccount: ${billingAccount}`,
    "  seed:",
    `    project: ${seedProject}`,
    "  folders: []",
    "  projects: []",
    ...(forge ? ["  forge:", `    kind: ${forge.kind}`, `    repository: ${forge.repository}`] : []),
    ...(forge?.kind === "bitbucket"
      ? ["    # Under Repository settings, OpenID Connect:", "    workspaceId:", "    repositoryId:"]
      : []),
    "",
  ].join("\n");
}
