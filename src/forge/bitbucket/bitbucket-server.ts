import type { RequestPolicy } from "../http/index.ts";

/** Which of the two products of one name: they share no route. */
export type BitbucketKind = "cloud" | "data-center";

/** Where a repository of Bitbucket is, and as which user it is asked. */
export interface BitbucketServer {
  /** Its address as this machine reaches it, without credentials: `https://bitbucket.org`, `https://git.example.com`. */
  readonly url: string;
  /** @default Cloud for `bitbucket.org` and `api.bitbucket.org`, Data Center for all others */
  readonly kind?: BitbucketKind;
  /** Its address as people reach it. Links are made of it. */
  readonly publicUrl?: string;
  /** On Cloud, workspace and repository: `acme/platform`. On Data Center, the project's key and the repository: `OPS/platform`. */
  readonly repository: string;
  /** An API token or an access token. It is sent to {@link url} alone and stands in no error. */
  readonly token: string;
  /**
   * On Cloud: the e-mail address of the account whose API token it is, or the UUID in braces of an access token's own user, which
   * no request tells.
   */
  readonly user?: string;
  /** The secret of the repository's webhook; without it there is no port for webhooks. */
  readonly hookSecret?: string;
  /** A clone and the variables of `git`, for pushes; without them there is no port for branches. */
  readonly git?: { readonly clone: string; readonly environment: Readonly<Record<string, string | undefined>> };
  readonly policy?: Partial<RequestPolicy>;
}
