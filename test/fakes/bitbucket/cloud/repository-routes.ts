import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../../forge-host/bare-git.ts";
import { changedPaths } from "../../forge-host/changed-paths.ts";
import { readCommits } from "../../forge-host/read-commits.ts";
import { followReferences, type PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { Repository, Status } from "../state.ts";
import { callerWith, paged, repositoryOf, route } from "./cloud-answers.ts";
import { commitJson, repositoryJson, statusJson, userJson } from "./cloud-json.ts";

/** Users, rights, commits, what changed between two, statuses, branches. */
export function repositoryRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  app.get(route("/user"), (request) => userJson(callerWith(state, request, "read:user:bitbucket")));

  // Those of the caller, by the least that the caller may do there.
  app.get<{ Params: { workspace: string }; Querystring: { role?: string; q?: string } }>(
    route("/repositories/{workspace}"),
    (request) => {
      const caller = callerWith(state, request, "read:repository:bitbucket");
      const { role = "member", q } = request.query;
      const [, slug] = /^slug="([^"]*)"$/.exec(q ?? "") ?? [];
      const least: Readonly<Record<string, readonly string[]>> = {
        admin: ["admin"],
        contributor: ["admin", "write"],
        member: ["admin", "write", "read"],
      };
      const listed = state.repositories.filter(
        ({ owner, name, permissions }) =>
          owner === request.params.workspace &&
          (slug === undefined || name === slug) &&
          least[role]?.includes(permissions.get(caller.id) ?? ""),
      );
      return paged(state, request, listed.map(repositoryJson));
    },
  );

  app.get<{ Querystring: { q?: string } }>(
    route("/workspaces/{workspace}/permissions/repositories/{repo_slug}"),
    (request) => {
      const caller = callerWith(state, request, "admin:repository:bitbucket");
      const repository = repositoryOf(state, request, caller, "admin");
      const [, uuid] = /^user\.uuid="([^"]*)"$/.exec(request.query.q ?? "") ?? [];
      if (request.query.q !== undefined && uuid === undefined) throw new Refused(400, "Invalid filter");
      const listed = state.users.flatMap((user) => {
        const permission = repository.permissions.get(user.id);
        if (permission === undefined || (uuid !== undefined && user.uuid !== uuid)) return [];
        return [{ type: "repository_permission", permission, user: userJson(user) }];
      });
      return paged(state, request, listed);
    },
  );

  app.get<{ Params: { commit: string } }>(
    route("/repositories/{workspace}/{repo_slug}/commit/{commit}"),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "read:repository:bitbucket"));
      const [commit] = await readCommits(repository.folder, ["-1", await commitOf(repository, request.params.commit)]);
      return commitJson(state, commit!);
    },
  );

  app.get<{ Params: { spec: string }; Querystring: { topic?: string } }>(
    route("/repositories/{workspace}/{repo_slug}/diffstat/{spec}"),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "read:repository:bitbucket"));
      const { folder } = repository;
      // The commit with the changes comes first, unlike with Git.
      const [changed = "", to = ""] = request.params.spec.split("..");
      const [head, target] = [await commitOf(repository, changed), await commitOf(repository, to)];
      const from = request.query.topic === "true" ? await git(folder, ["merge-base", target, head]) : target;
      const files = (await changedPaths(folder, from, head)).map(({ path, oldPath, change }) => ({
        type: "diffstat",
        status:
          oldPath === undefined ? ({ added: "added", deleted: "removed" }[change as "added"] ?? "modified") : "renamed",
        old: change === "added" ? null : { type: "commit_file", path: oldPath ?? path },
        new: change === "deleted" ? null : { type: "commit_file", path },
      }));
      return paged(state, request, files, { usual: 500, most: 5_000 });
    },
  );

  app.get<{ Params: { commit: string } }>(
    route("/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses"),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "read:repository:bitbucket"));
      const commit = await commitOf(repository, request.params.commit);
      return paged(state, request, [...(repository.statuses.get(commit)?.values() ?? [])].map(statusJson));
    },
  );

  app.post<{ Params: { commit: string }; Body: Record<string, string | undefined> }>(
    route("/repositories/{workspace}/{repo_slug}/commit/{commit}/statuses/build"),
    async (request, reply) => {
      const caller = callerWith(state, request, "write:repository:bitbucket");
      const repository = repositoryOf(state, request, caller, "write");
      const commit = await commitOf(repository, request.params.commit);
      const { key = "", state: word = "", url = "", name, description, refname: ref } = request.body;
      if (key === "" || key.length > 40)
        throw new Refused(400, "Bad request", {
          key: [`Ensure this value has at most 40 characters (it has ${key.length}).`],
        });
      if (!["SUCCESSFUL", "FAILED", "INPROGRESS", "STOPPED"].includes(word))
        throw new Refused(400, "Bad request", { state: ["Not a valid choice"] });
      if (!URL.canParse(url)) throw new Refused(400, "Bad request", { url: ["required key not provided"] });
      const status: Status = { key, state: word, url, name, description, ref, parent: undefined, at: state.now() };
      const ofCommit = repository.statuses.get(commit) ?? new Map<string, Status>();
      repository.statuses.set(commit, ofCommit.set(key, status));
      reply.code(201);
      return statusJson(status);
    },
  );

  app.delete<{ Params: { name: string } }>(
    route("/repositories/{workspace}/{repo_slug}/refs/branches/{name}"),
    async (request, reply) => {
      const caller = callerWith(state, request, "write:repository:bitbucket");
      const repository = repositoryOf(state, request, caller, "write");
      await git(repository.folder, ["update-ref", "-d", `refs/heads/${request.params.name}`]);
      await followReferences(keeper, repository, caller);
      return await reply.code(204).send();
    },
  );
}

async function commitOf({ folder }: Repository, named: string): Promise<string> {
  const commit = await commitAt(folder, named);
  if (commit === undefined) throw new Refused(404, `Commit not found: ${named}`);
  return commit;
}
