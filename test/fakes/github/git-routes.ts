import type { FastifyInstance } from "fastify";
import { isAncestor } from "../forge-host/bare-git.ts";
import { type MovedReference, smartHttpRoutes } from "../forge-host/smart-http.ts";
import { callerOf, has, mayWrite, permissionOf } from "./http-answers.ts";
import { followReferences } from "./pulls.ts";
import { fullName, type Repository, type State, type Token, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

const none = "0".repeat(40);

/** Git over HTTP, with a token as the password of any name. */
export function gitRoutes(app: FastifyInstance, state: State, root: string, hooks: Webhooks): void {
  smartHttpRoutes(app, root, ({ name, isPush, request }) => {
    const moved = state.renamed.get(name.toLowerCase());
    if (moved) return { status: 301, headers: { location: request.url.replace(name, fullName(moved)) } };
    const caller = tryCaller(state, request.headers.authorization);
    const repository = state.repositories.find((each) => fullName(each).toLowerCase() === name.toLowerCase());
    const isOpen = repository && !repository.isPrivate && !isPush;
    if (!isOpen && !caller)
      return {
        status: 401,
        headers: { "www-authenticate": 'Basic realm="GitHub"' },
        text: "Invalid username or token.",
      };
    if (!repository || (!isOpen && permissionOf(repository, caller?.user) === "none"))
      return { status: 404, text: "Repository not found." };
    if (isPush && caller && !(has(caller, "contents=write") && mayWrite(repository, caller.user)))
      return { status: 403, text: `Permission to ${fullName(repository)}.git denied to ${caller.user.login}.` };
    return {
      folder: repository.folder,
      pushed: async (references) => {
        if (caller) await announce(repository, references, caller.user);
      },
    };
  });

  async function announce(repository: Repository, references: readonly MovedReference[], actor: User): Promise<void> {
    for (const { name, before = none, after = none } of references) {
      if (!name.startsWith("refs/heads/")) continue;
      const type = await activityType(repository, before, after);
      repository.activity.push({ id: state.nextId(), ref: name, before, after, type, actor, at: state.now() });
      hooks.pushed(repository, name, before, after, actor);
    }
    await followReferences(state, repository, actor, hooks);
  }
}

async function activityType({ folder }: Repository, before: string, after: string): Promise<string> {
  if (before === none) return "branch_creation";
  if (after === none) return "branch_deletion";
  return (await isAncestor(folder, before, after)) ? "push" : "force_push";
}

function tryCaller(state: State, authorization: string | undefined): Token | undefined {
  try {
    return callerOf(state, authorization);
  } catch {
    return undefined;
  }
}
