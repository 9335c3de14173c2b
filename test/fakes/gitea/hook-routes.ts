import type { FastifyInstance } from "fastify";
import { callerWith, repositoryOf } from "./http-answers.ts";
import type { State } from "./state.ts";

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
    return { id: hook.id, type: "gitea", events: hook.events, active: true, config: { url: hook.url } };
  });
}
