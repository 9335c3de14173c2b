import type { FastifyInstance } from "fastify";
import { type GitQuestion, type MovedReference, smartHttpRoutes } from "../forge-host/smart-http.ts";
import { type Caller, callerOf, hasScope, mayWrite, permissionOf } from "./http-answers.ts";
import { followReferences } from "./pull-lookup.ts";
import { fullName, type Repository, type State, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Git over HTTP below the server's own address. Its refusals have no text that tells scopes from rights. */
export function gitRoutes(app: FastifyInstance, state: State, root: string, hooks: Webhooks): void {
  smartHttpRoutes(app, root, ({ name, isPush, request }: GitQuestion) => {
    const moved = state.renamed.get(name.toLowerCase());
    if (moved) return { status: 301, headers: { location: request.url.replace(name, fullName(moved)) } };
    const caller = tryCaller(state, request.headers.authorization);
    const repository = state.repositories.find((each) => fullName(each).toLowerCase() === name.toLowerCase());
    const status = refusalOf(repository, caller, { isPush });
    if (status === 401) return { status, headers: { "WWW-Authenticate": 'Basic realm="Gitea"' } };
    if (status !== undefined || !repository) return { status: status ?? 404 };
    return {
      folder: repository.folder,
      pushed: async (references) => {
        if (caller) await announce(repository, references, caller.user);
      },
    };
  });

  async function announce(repository: Repository, references: readonly MovedReference[], pusher: User): Promise<void> {
    for (const { name, before = none, after = none } of references)
      if (name.startsWith("refs/heads/")) hooks.pushed(repository, name, before, after, pusher);
    await followReferences(state, repository, pusher, hooks);
  }
}

const none = "0".repeat(40);

function tryCaller(state: State, authorization: string | undefined): Caller | undefined {
  try {
    return callerOf(state, authorization);
  } catch {
    return undefined;
  }
}

/** The status of a refusal; `undefined` for what is allowed. */
function refusalOf(
  repository: Repository | undefined,
  caller: Caller | undefined,
  { isPush }: { readonly isPush: boolean },
): number | undefined {
  const isOpen = repository && !repository.isPrivate && !isPush;
  if (isOpen) return undefined;
  if (!caller) return 401;
  if (!repository || permissionOf(repository, caller.user) === "none") return 404;
  if (!hasScope(caller, isPush ? "write:repository" : "read:repository")) return 403;
  return isPush && !mayWrite(repository, caller.user) ? 403 : undefined;
}
