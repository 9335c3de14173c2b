import type { FastifyInstance } from "fastify";
import { commitAt } from "../forge-host/bare-git.ts";
import { callerWith, notFound, paged, Refused, repositoryOf } from "./http-answers.ts";
import type { Resources } from "./resources.ts";
import type { Repository, State, StoredDeployment } from "./state.ts";

interface NewDeployment {
  readonly ref: string;
  readonly environment?: string;
  readonly required_contexts?: readonly string[];
  readonly auto_merge?: boolean;
}

export function deploymentRoutes(app: FastifyInstance, state: State, give: Resources): void {
  app.get<{ Querystring: { sha?: string; environment?: string } }>(
    "/repos/:owner/:repo/deployments",
    (request, reply) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "deployments=read"));
      const { sha, environment } = request.query;
      const found = repository.deployments.filter((each) => each.sha === sha && each.environment === environment);
      return paged(request, reply, found.toReversed()).map((each) => give.deployment(repository, each));
    },
  );

  app.post<{ Body: NewDeployment }>("/repos/:owner/:repo/deployments", async (request, reply) => {
    const caller = callerWith(state, request, "deployments=write");
    const repository = repositoryOf(state, request, caller);
    const { ref, environment = "production", required_contexts: required, auto_merge: isMerging = true } = request.body;
    const sha = await commitAt(repository.folder, ref);
    if (sha === undefined) throw new Refused(422, `No ref found for: ${ref}`);
    // A branch that is behind is merged with the default one first, and no deployment is made.
    if (isMerging && ref !== sha) {
      reply.code(202);
      return { message: `Auto-merged main into ${ref} on deployment.` };
    }
    const isPending = repository.checkRuns.some((run) => run.sha === sha && run.status !== "completed");
    if (required === undefined && isPending)
      throw new Refused(409, `Conflict: Commit status checks failed for ${ref}.`);
    const id = state.nextId();
    const made: StoredDeployment = { id, sha, environment, creator: caller.user, created: state.now(), statuses: [] };
    repository.deployments.push(made);
    reply.code(201);
    return give.deployment(repository, made);
  });

  type ById = { Params: { id: string } };

  app.get<ById>("/repos/:owner/:repo/deployments/:id/statuses", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "deployments=read"));
    const deployment = deploymentOf(repository, request.params.id);
    const newestFirst = deployment.statuses.toReversed();
    return paged(request, reply, newestFirst).map((each) => give.deploymentStatus(repository, deployment, each));
  });

  app.post<ById & { Body: { state: string; description?: string; log_url?: string } }>(
    "/repos/:owner/:repo/deployments/:id/statuses",
    (request, reply) => {
      const caller = callerWith(state, request, "deployments=write");
      const repository = repositoryOf(state, request, caller);
      const deployment = deploymentOf(repository, request.params.id);
      const { state: word, description = "", log_url = state.url } = request.body;
      const status = { id: state.nextId(), state: word, description, log_url, created: state.now(), by: caller.user };
      deployment.statuses.push(status);
      reply.code(201);
      return give.deploymentStatus(repository, deployment, status);
    },
  );
}

function deploymentOf({ deployments }: Repository, id: string): StoredDeployment {
  const found = deployments.find((each) => String(each.id) === id);
  if (!found) throw notFound();
  return found;
}
