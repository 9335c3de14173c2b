import { environmentsFolder, type Labels } from "../environment/index.ts";

/** Where an organization and its program stand, from the root of the repository. Environments' names start with a letter. */
export const organizationFolder = `${environmentsFolder}/_organization`;

/** The file that declares an organization. */
export const organizationPath = `${organizationFolder}/organization.yaml`;

/** The Pulumi stack of an organization, in a project of its own: an environment may have the same name. */
export const organizationStack = "organization";

/** What environments stand on: declared once, brought up by an administrator, and valid by construction. */
export interface Organization {
  readonly labels: Labels;
  readonly cloud: {
    readonly kind: "local" | "gcp";
    readonly region: string;
    /** `organizations/<number>` or `folders/<number>`. */
    readonly parent: string;
    readonly billingAccount: string;
  };
  readonly seed: SeedProject;
  readonly folders: readonly Folder[];
  readonly projects: readonly Project[];
  /** Absent: no CI gets an identity. */
  readonly forge?: ForgeIdentity;
}

/** The project of the state and of the identities. */
export interface SeedProject {
  readonly project: string;
  readonly displayName: string;
  readonly bucket: string;
  /** Of bucket and key: a region, or a place such as `EU`. */
  readonly location: string;
  /** For how long the key serves before another version takes its place. */
  readonly rotationDays: number;
  /** Newer versions of a state that are kept of each overwritten one. */
  readonly keptVersions: number;
}

export interface Folder {
  readonly name: string;
  readonly displayName: string;
  /** Name of the folder that holds this one; absent: the parent of the organization. */
  readonly parent?: string;
}

export interface Project {
  readonly name: string;
  /** The project's id. */
  readonly project: string;
  readonly displayName: string;
  /** Name of the folder that holds it; absent: the parent of the organization. */
  readonly folder?: string;
  /** Services that are enabled beside those that its environments enable themselves. */
  readonly services: readonly string[];
  /** Roles beside those that its environments need. */
  readonly roles: { readonly preview: readonly string[]; readonly up: readonly string[] };
  readonly labels: Labels;
}

/** The jobs that may act as the accounts of `preview` and `up`. */
export interface ForgeIdentity {
  readonly kind: "github" | "gitlab" | "bitbucket";
  /** Of the identity tokens. */
  readonly issuer: string;
  /** Whom the tokens are for; absent: the provider itself, by its address. */
  readonly audience?: string;
  /** As the tokens name it: `acme/infrastructure`, or Bitbucket's UUID in braces. */
  readonly repository: string;
  /** `up` runs for commits of this branch alone. */
  readonly branch: string;
}
