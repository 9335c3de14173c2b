import type { FastifyInstance } from "fastify";
import { callerWith, paged, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import type { Hook, State } from "./state.ts";

interface HookBody {
  readonly config: { readonly url: string; readonly secret?: string };
  readonly events?: readonly string[];
}

/** Webhooks of a repository. An empty list of events means pushes; unknown names are taken and mean nothing. */
export function hookRoutes(app: FastifyInstance, state: State): void {
  app.post<{ Body: HookBody }>("/repos/:owner/:repo/hooks", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "write:repository"));
    const { config, events = [] } = request.body;
    const hook = {
      id: state.nextId(),
      url: config.url,
      secret: config.secret ?? "",
      events: events.length === 0 ? ["push"] : events,
    };
    repository.hooks.push(hook);
    reply.code(201);
    return hookJson(hook);
  });

  app.get("/repos/:owner/:repo/hooks", (request, reply) => {
    const caller = callerWith(state, request, "read:repository");
    const repository = repositoryOf(state, request, caller);
    if (!["admin", "owner"].includes(permissionOf(repository, caller.user)))
      throw new Refused(403, "user should be an owner or a collaborator with admin write of a repository");
    return paged(state, { request, reply }, repository.hooks.map(hookJson), { headers: "all" });
  });
}

function hookJson({ id, url, events }: Hook) {
  return { id, type: "gitea", events, active: true, config: { url } };
}
