import type { RequestPolicy } from "../http/index.ts";

/** Where a repository of Gitea or Forgejo is, and as which user it is asked. */
export interface GiteaServer {
  /** Its address as this machine reaches it, `http` or `https`, without credentials: `https://git.example.com`. */
  readonly url: string;
  /** Its address as people reach it. Links are made of it, because Gitea makes those of its answers of the request's `Host`. */
  readonly publicUrl?: string;
  /** Owner and name: `acme/platform`. */
  readonly repository: string;
  /** An access token. It is sent to {@link url} alone and stands in no error. */
  readonly token: string;
  /** The secret of the repository's webhook; without it there is no port for webhooks. */
  readonly hookSecret?: string;
  /** A clone and the variables of `git`, for pushes; without them there is no port for branches. */
  readonly git?: { readonly clone: string; readonly environment: Readonly<Record<string, string | undefined>> };
  readonly policy?: Partial<RequestPolicy>;
}
