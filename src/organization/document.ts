import * as z from "zod";
import { jsonSchemaText, labels, name } from "../environment/index.ts";

const projectId = z.string().regex(/^[a-z][-a-z0-9]{4,28}[a-z0-9]$/, {
  error: "a project id has 6 to 30 small letters, digits and hyphens, and starts with a letter",
});

const displayName = z
  .string()
  .regex(/^[\p{L}\p{N}](?:[\p{L}\p{N}_ -]{0,28}[\p{L}\p{N}])?$/u, {
    error: "has 1 to 30 letters, digits, spaces, hyphens and underscores, and starts and ends with a letter or digit",
  })
  .optional();

const role = z.string().regex(/^(roles|projects\/[^/]+\/roles|organizations\/\d+\/roles)\/[a-zA-Z0-9_.]+$/, {
  error: "write a role, such as roles/logging.viewer",
});

const cloud = z
  .strictObject({
    kind: z.enum(["local", "gcp"]).default("local").describe("local is simulated; gcp is Google Cloud."),
    region: z.string().default("europe-west1").describe("Where regional resources are, such as europe-west1."),
    parent: z
      .string()
      .regex(/^(organizations|folders)\/\d{1,19}$/, { error: "write organizations/<number> or folders/<number>" })
      .describe("What holds the folders and projects: organizations/<number>, or a folder in it."),
    billingAccount: z
      .string()
      .regex(/^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$/, {
        error: "write a billing account, such as 01ABCD-234567-89EF01",
      })
      .describe("Pays for all projects."),
  })
  .describe("Where the organization is.");

const seed = z
  .strictObject({
    project: projectId.describe("Id of the project that holds the state and the identities of jobs."),
    displayName: displayName.describe("Name of the project for people; absent: its id."),
    bucket: z
      .string()
      .regex(/^(?!goog)[a-z0-9][-_a-z0-9]{1,61}[a-z0-9]$/, {
        error: "has 3 to 63 small letters, digits, hyphens and underscores, and does not start with goog",
      })
      .optional()
      .describe("Name of the state's bucket, unique in the whole world; absent: <project>-state."),
    location: z
      .string()
      .regex(/^([A-Z]+[A-Z0-9]*|[a-z]+-[a-z]+\d+)$/, { error: "write a region or a place, such as europe-west1 or EU" })
      .optional()
      .describe("Of bucket and key; absent: the region."),
    rotationDays: z
      .int()
      .min(1)
      .max(36_500)
      .default(90)
      .describe("After so many days a new version of the key is used."),
    keptVersions: z.int().min(1).max(1000).default(100).describe("Overwritten versions of each state that are kept."),
  })
  .describe("The project that everything else starts from.");

const folder = z.strictObject({
  name,
  displayName: displayName.describe("Name for people; absent: the name."),
  parent: name.optional().describe("Name of the folder that holds it; absent: the parent of the organization."),
});

const project = z.strictObject({
  name,
  project: projectId.describe("The project's id, which environments name as cloud.project."),
  displayName: displayName.describe("Name for people; absent: the id."),
  folder: name.optional().describe("Name of the folder that holds it; absent: the parent of the organization."),
  services: z
    .array(
      z.string().regex(/^[a-z][a-z0-9-]*(\.[a-z0-9-]+)*\.googleapis\.com$/, {
        error: "write a service, such as pubsub.googleapis.com",
      }),
    )
    .default([])
    .describe("Services to enable beside those that environments need."),
  roles: z
    .strictObject({
      preview: z.array(role).default([]).describe("Of the account that previews."),
      up: z.array(role).default([]).describe("Of the account that brings up."),
    })
    .default({ preview: [], up: [] })
    .describe("Roles beside those that the project's environments need."),
  labels: labels.default({}),
});

const forge = z
  .strictObject({
    kind: z.enum(["github", "gitlab", "bitbucket"]).describe("Whose jobs get an identity."),
    repository: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/, { error: "write <owner>/<repository>" })
      .describe("As the forge names it, such as acme/infrastructure."),
    branch: z.string().min(1).default("main").describe("up runs for commits of this branch alone."),
    issuer: z
      .url({ protocol: /^https$/, error: "write an address with https" })
      .optional()
      .describe("Signs the identity tokens of jobs; needed for a GitHub Enterprise Server or GitLab of your own."),
    workspaceId: z.guid({ error: "write the workspace's UUID, without braces" }).optional().describe("For bitbucket."),
    repositoryId: z
      .guid({ error: "write the repository's UUID, without braces" })
      .optional()
      .describe("For bitbucket, whose tokens do not name the repository otherwise."),
  })
  .describe("The forge whose jobs act as the accounts of preview and up, without any key.");

/** The file of an organization as it is written. */
export const organizationDocument = z.strictObject({
  apiVersion: z.literal("groundwork.dev/v1").describe("Version of this format."),
  kind: z.literal("Organization").describe("Always Organization."),
  metadata: z.strictObject({ labels: labels.default({}) }).prefault({}),
  spec: z.strictObject({
    cloud,
    seed,
    folders: z.array(folder).default([]).describe("Folders of the organization."),
    projects: z.array(project).default([]).describe("Projects that environments live in."),
    forge: forge.optional(),
  }),
});

export type RawOrganization = z.output<typeof organizationDocument>;

/** The JSON Schema with which editors complete and check the file, as the text of its file. */
export function organizationJsonSchema(): string {
  const description = "What environments stand on: folders, projects, the bucket of the state, identities of jobs.";
  return jsonSchemaText(organizationDocument, { title: "Groundwork organization", description });
}
