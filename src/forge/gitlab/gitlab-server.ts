import type { RequestPolicy } from "../http/index.ts";

/** Where a project of GitLab is, and as which user it is asked. */
export interface GitLabServer {
  /** Its address, `http` or `https`, with the path that it is installed below if there is one: `https://gitlab.example.com`. */
  readonly url: string;
  /** Its address as people reach it, where that is another one. */
  readonly publicUrl?: string;
  /** Groups and name: `acme/infrastructure/platform`. */
  readonly repository: string;
  /** A personal, group or project access token. It is sent to {@link url} alone and stands in no error. */
  readonly token: string;
  /** The token that GitLab's CI gives to the job, where there is one. It may do too little, and is refused as {@link token}. */
  readonly jobToken?: string;
  /** The webhook's signing token, which begins with `whsec_`, or its secret token; without it there is no port for webhooks. */
  readonly hookSecret?: string;
  /** A clone and the variables of `git`, for pushes; without them there is no port for branches. */
  readonly git?: { readonly clone: string; readonly environment: Readonly<Record<string, string | undefined>> };
  readonly policy?: Partial<RequestPolicy>;
  /** Milliseconds since 1970, to tell old webhooks. @default the machine's clock */
  readonly now?: () => number;
}
