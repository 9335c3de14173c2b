import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { callerWith, notFound, pagedByCursor, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import { followReferences } from "./pulls.ts";
import type { Resources } from "./resources.ts";
import type { State } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

/** Branches and what protects them, who may what, what was pushed, deployments. */
export function repositoryRoutes(app: FastifyInstance, state: State, give: Resources, hooks: Webhooks): void {
  type ByBranch = { Params: { branch: string } };
  const page = "https://github.example";

  app.get<ByBranch>("/repos/:owner/:repo/branches/:branch", async (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "contents=read"));
    const name = request.params.branch;
    const sha = await commitAt(repository.folder, `refs/heads/${name}`);
    if (sha === undefined) throw new Refused(404, "Branch not found");
    const [commit] = await readCommits(repository.folder, ["-1", sha]);
    if (!commit) throw notFound();
    const contexts = repository.protections.get(name);
    return {
      name,
      commit: {
        sha,
        node_id: `C_${sha}`,
        url: `${page}/${sha}`,
        html_url: `${page}/${sha}`,
        comments_url: `${page}/${sha}`,
        author: null,
        committer: null,
        commit: {
          url: `${page}/${sha}`,
          author: commit.author,
          committer: commit.committer,
          message: commit.message,
          comment_count: 0,
          tree: { sha, url: `${page}/${sha}` },
        },
        parents: commit.parents.map((id) => ({ sha: id, url: `${page}/${id}` })),
      },
      _links: { html: `${page}/tree/${name}`, self: `${page}/branches` },
      protected: contexts !== undefined || repository.rules.has(name) || repository.pullRules.has(name),
      protection: { enabled: contexts !== undefined },
      protection_url: `${page}/protection`,
    };
  });

  // Administrators alone may read it, and where rulesets alone protect the branch there is none.
  app.get<ByBranch>("/repos/:owner/:repo/branches/:branch/protection/required_status_checks", (request) => {
    const caller = callerWith(state, request, "administration=read");
    const repository = repositoryOf(state, request, caller);
    const contexts = repository.protections.get(request.params.branch);
    if (permissionOf(repository, caller.user) !== "admin") throw notFound();
    if (!contexts) throw new Refused(404, "Branch not protected");
    return {
      url: `${page}/required_status_checks`,
      strict: false,
      contexts,
      contexts_url: `${page}/contexts`,
      checks: contexts.map((context) => ({ context, app_id: null })),
    };
  });

  app.get<{ Params: { name: string } }>("/repos/:owner/:repo/collaborators/:name/permission", (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "metadata=read"));
    const user = state.users.find(({ login }) => login.toLowerCase() === request.params.name.toLowerCase());
    if (!user) throw new Refused(404, `${request.params.name} is not a user`);
    // Strangers may read what is public.
    const isApp = user.kind === "Bot";
    const permission = isApp ? "none" : permissionOf(repository, user);
    return { permission, role_name: permission, user: { ...give.user(user), role_name: permission } };
  });

  app.get<{ Querystring: { ref?: string } }>("/repos/:owner/:repo/activity", (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "contents=read"));
    const found = repository.activity.filter(({ ref }) => request.query.ref === undefined || ref === request.query.ref);
    return pagedByCursor(request, reply, found.toReversed()).map(({ id, ref, before, after, type, actor, at }) => ({
      id,
      node_id: `A_${id}`,
      before,
      after,
      ref,
      timestamp: at,
      activity_type: type,
      actor: give.user(actor),
    }));
  });

  app.delete<{ Params: { "*": string } }>("/repos/:owner/:repo/git/refs/*", async (request, reply) => {
    const caller = callerWith(state, request, "contents=write");
    const repository = repositoryOf(state, request, caller);
    const name = `refs/${request.params["*"]}`;
    const before = (await commitAt(repository.folder, name)) ?? "";
    await git(repository.folder, ["update-ref", "-d", name]);
    const gone = { ref: name, before, after: "0".repeat(40), type: "branch_deletion", actor: caller.user };
    repository.activity.push({ ...gone, id: state.nextId(), at: state.now() });
    hooks.pushed(repository, name, before, gone.after, caller.user);
    await followReferences(state, repository, caller.user, hooks);
    return await reply.code(204).send();
  });
}
