import type { FastifyInstance } from "fastify";
import { git } from "../forge-host/bare-git.ts";
import { callerWith, notFound, repositoryOf } from "./http-answers.ts";
import { followReferences, forgetHeads } from "./pull-lookup.ts";
import { refuseOthers } from "./repository-routes.ts";
import type { State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** References by the beginning of their names, and deletions, which close the pull requests whose heads they take away. */
export function referenceRoutes(app: FastifyInstance, state: State, hooks: Webhooks): void {
  // A list also for one whole name.
  app.get<{ Params: { "*": string } }>("/repos/:owner/:repo/git/refs/*", async (request) => {
    const { folder } = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const printed = await git(folder, [
      "for-each-ref",
      "--format=%(refname) %(objectname)",
      `refs/${request.params["*"]}`,
    ]);
    if (printed === "") throw notFound();
    return printed.split("\n").map((line) => {
      const [ref, sha] = line.split(" ");
      return { ref, object: { type: "commit", sha } };
    });
  });

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
