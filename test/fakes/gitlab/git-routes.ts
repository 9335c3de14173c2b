import type { FastifyInstance } from "fastify";
import { type GitAnswer, smartHttpRoutes } from "../forge-host/smart-http.ts";
import { accessOf, type Caller, callerOf, mayRead, roles } from "./http-answers.ts";
import { fullPath, type Project, type State } from "./state.ts";
import { followPush } from "./versions.ts";
import type { Webhooks } from "./webhooks.ts";

/** Git over HTTP, with a token as the password of any name. */
export function gitRoutes(app: FastifyInstance, state: State, root: string, hooks: Webhooks): void {
  smartHttpRoutes(app, root, ({ name, isPush, request }): GitAnswer => {
    const moved = state.renamed.get(name.toLowerCase());
    if (moved) return { status: 301, headers: { location: request.url.replace(name, fullPath(moved)) } };
    const caller = tryCaller(state, request.headers.authorization);
    const project = state.projects.find((each) => fullPath(each).toLowerCase() === name.toLowerCase());
    const refusal = refusalOf(project, caller, { isPush });
    if (refusal || !project) return refusal ?? { status: 404 };
    return {
      folder: project.folder,
      pushed: async (references) => {
        if (caller) await followPush(state, project, { moved: references, by: caller.user, hooks });
      },
    };
  });
}

function tryCaller(state: State, authorization = ""): Caller | undefined {
  const [, password] = Buffer.from(authorization.replace(/^Basic /i, ""), "base64")
    .toString("utf8")
    .split(/:(.*)/s);
  try {
    return callerOf(state, password);
  } catch {
    return undefined;
  }
}

const basic = { "www-authenticate": 'Basic realm="GitLab"' };

/** A refusal; `undefined` for what is allowed. */
function refusalOf(
  project: Project | undefined,
  caller: Caller | undefined,
  { isPush }: { readonly isPush: boolean },
): GitAnswer | undefined {
  if (project && !project.isPrivate && !isPush) return undefined;
  if (!caller) return { status: 401, headers: basic, text: "HTTP Basic: Access denied." };
  const notThere = "The project you were looking for could not be found or you don't have permission to view it.";
  if (!project || !mayRead(project, caller.user)) return { status: 404, text: notThere };
  const isEnough = caller.scopes.some(
    (scope) => scope === "api" || scope === "write_repository" || (!isPush && scope === "read_repository"),
  );
  if (!isEnough) return { status: 403, text: "HTTP Basic: Access denied." };
  if (isPush && accessOf(project, caller.user) < roles.developer)
    return { status: 403, text: "You are not allowed to push code to this project." };
  return undefined;
}
