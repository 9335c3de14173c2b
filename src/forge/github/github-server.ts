import type { RequestPolicy } from "../http/index.ts";

/** Where a repository of GitHub is, and as whom it is asked. */
export interface GithubServer {
  /** The address that people use, without credentials: `https://github.com`, or that of a GitHub Enterprise Server. */
  readonly url: string;
  /** Owner and name: `acme/platform`. */
  readonly repository: string;
  readonly as: GithubIdentity;
  /** The secret of the webhook; without it there is no port for webhooks. */
  readonly hookSecret?: string;
  /** A clone and the variables of `git`, for pushes; without them there is no port for branches. */
  readonly git?: { readonly clone: string; readonly environment: Readonly<Record<string, string | undefined>> };
  readonly policy?: Partial<RequestPolicy>;
}

/**
 * A token of any kind, or a GitHub App that is installed on the repository. Secrets are sent to the server alone and stand in no
 * error.
 */
export type GithubIdentity =
  | { readonly token: string }
  | {
      /** The App's id or client id. */
      readonly app: string;
      /** In PEM. */
      readonly privateKey: string;
    };
