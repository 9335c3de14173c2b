import type { FastifyInstance } from "fastify";
import { commitAt } from "../forge-host/bare-git.ts";
import { callerWith, mayWrite, paged, Refused, repositoryOf, serverError } from "./http-answers.ts";
import type { Repository, State, StoredStatus } from "./state.ts";
import { userJson } from "./user-routes.ts";

const statusJson = (status: StoredStatus) => ({
  id: status.id,
  status: status.status,
  context: status.context,
  description: status.description,
  target_url: status.target_url,
  creator: userJson(status.creator),
  created_at: status.created,
});

/** Statuses of commits. Any word is stored as a state, and nothing replaces an earlier status. */
export function statusRoutes(app: FastifyInstance, state: State): void {
  app.post<{
    Params: { sha: string };
    Body: { state: string; context: string; description?: string; target_url?: string };
  }>("/repos/:owner/:repo/statuses/:sha", async (request, reply) => {
    const caller = callerWith(state, request, "write:repository");
    const repository = repositoryOf(state, request, caller);
    if (!mayWrite(repository, caller.user)) throw new Refused(403, "user should have a permission to write to a repo");
    // A branch's name, a short id and one in upper case are resolved; an unknown id is a server's error.
    const sha = await commitAt(repository.folder, request.params.sha);
    if (sha === undefined) throw serverError();
    const { context, description = "", target_url = "" } = request.body;
    const status = { id: state.nextId(), sha, status: request.body.state, context, description, target_url };
    const stored = { ...status, creator: caller.user, created: state.now() };
    repository.statuses.push(stored);
    reply.code(201);
    return statusJson(stored);
  });

  app.get<{ Params: { ref: string } }>("/repos/:owner/:repo/commits/:ref/statuses", async (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const sha = await commitAt(repository.folder, request.params.ref);
    const statuses = repository.statuses.filter((each) => each.sha === sha);
    return paged(state, { request, reply }, inGiteasOrder(statuses), { headers: "total" }).map(statusJson);
  });
}

/** Newest first by whole seconds; within one second the oldest comes first. */
function inGiteasOrder(statuses: readonly StoredStatus[]): readonly StoredStatus[] {
  return statuses.toSorted((one, other) => Date.parse(other.created) - Date.parse(one.created) || one.id - other.id);
}

/** The newest word of each context, which decides whether a required check is satisfied. */
export function newestStates(repository: Repository, sha: string): ReadonlyMap<string, string> {
  const newest = new Map<string, string>();
  for (const each of repository.statuses.filter((status) => status.sha === sha)) newest.set(each.context, each.status);
  return newest;
}
