import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerByBackend } from "../git-http-server.ts";
import { git } from "./bare-git.ts";
import { type Caller, callerOf, hasScope, mayWrite, permissionOf } from "./http-answers.ts";
import { followReferences } from "./pull-lookup.ts";
import { fullName, type Repository, type State, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

const smartHttp = /^\/([^/]+\/[^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack|HEAD)(?:\?|$)/;

/** Git over HTTP below the server's own address. Its refusals have no text that tells scopes from rights. */
export function gitRoutes(app: FastifyInstance, state: State, root: string, hooks: Webhooks): void {
  app.addHook("onRequest", async (request, reply) => {
    const [, name, what = ""] = smartHttp.exec(request.url) ?? [];
    if (name === undefined) return;
    await answer(
      request,
      reply,
      name,
      what.includes("receive-pack") || request.url.includes("service=git-receive-pack"),
    );
  });

  async function answer(request: FastifyRequest, reply: FastifyReply, name: string, isPush: boolean): Promise<unknown> {
    const moved = state.renamed.get(name.toLowerCase());
    if (moved) return await reply.redirect(request.url.replace(name, fullName(moved)), 301);
    const caller = tryCaller(state, request.headers.authorization);
    const repository = state.repositories.find((each) => fullName(each).toLowerCase() === name.toLowerCase());
    const status = refusalOf(repository, caller, { isPush });
    if (status === 401) reply.header("WWW-Authenticate", 'Basic realm="Gitea"');
    if (status !== undefined || !repository) return await reply.code(status ?? 404).send("");

    await reply.hijack();
    const isAnnounced = request.method === "POST" && isPush && repository.hooks.length > 0;
    const before = isAnnounced ? await references(repository) : new Map<string, string>();
    // The backend names the folder by the address, and folders have the names that repositories were made with.
    const { raw } = request;
    raw.url = (raw.url ?? "").replace(/^\/[^/]+\/[^/]+?(?:\.git)?(?=\/)/, repository.folder.slice(root.length));
    const carriedOut = async () => {
      if (request.method === "POST" && isPush && caller) await announce(repository, before, caller.user);
    };
    await answerByBackend(root, { carriedOut }, raw, reply.raw);
    return reply;
  }

  async function announce(repository: Repository, before: ReadonlyMap<string, string>, pusher: User): Promise<void> {
    const after = repository.hooks.length > 0 ? await references(repository) : new Map<string, string>();
    for (const name of new Set([...before.keys(), ...after.keys()])) {
      const [old, now] = [before.get(name) ?? none, after.get(name) ?? none];
      if (old !== now && name.startsWith("refs/heads/")) hooks.pushed(repository, name, old, now, pusher);
    }
    await followReferences(state, repository, pusher, hooks);
  }
}

const none = "0".repeat(40);

async function references({ folder }: Repository): Promise<ReadonlyMap<string, string>> {
  const lines = (await git(folder, ["for-each-ref", "--format=%(refname) %(objectname)"])).split("\n");
  return new Map(lines.filter((line) => line !== "").map((line) => line.split(" ", 2) as [string, string]));
}

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
