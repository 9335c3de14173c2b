import type { FastifyInstance } from "fastify";
import { git } from "./bare-git.ts";
import { callerWith, repositoryOf } from "./http-answers.ts";
import { followReferences, forgetHeads } from "./pull-lookup.ts";
import { refuseOthers } from "./repository-routes.ts";
import type { State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Deletions, which close the pull requests whose heads they take away. */
export function referenceRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  app.delete<{ Params: { "*": string } }>("/repos/:owner/:repo/branches/*", async (request, reply) => {
    const caller = callerWith(state, request, "write:repository");
    const repository = repositoryOf(state, request, caller);
    await git(repository.folder, ["update-ref", "-d", `refs/heads/${request.params["*"]}`]);
    await followReferences(state, repository, caller.user, hooks);
    for (const { pull } of repository.issues)
      if (pull?.headRepository === repository && pull.headBranch === request.params["*"]) pull.headIsGone = true;
    return await reply.code(204).send();
  });

  app.delete("/repos/:owner/:repo", async (request, reply) => {
    const caller = callerWith(state, request, "write:repository");
    const repository = repositoryOf(state, request, caller);
    refuseOthers(repository, caller.user);
    state.repositories.splice(state.repositories.indexOf(repository), 1);
    forgetHeads(state, repository, hooks);
    return await reply.code(204).send();
  });
}
