import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../../forge-host/bare-git.ts";
import { readCommits } from "../../forge-host/read-commits.ts";
import { followReferences, type PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import type { Repository, Status } from "../state.ts";
import { callerWith, hasPermission, type Level, paged, repositoryOf, route } from "./data-center-answers.ts";
import { buildJson, commitJson, requiredBuildsJson, userJson } from "./data-center-json.ts";

const base = "/api/latest/projects/{projectKey}/repos/{repositorySlug}";
const least = { REPO_READ: "read", REPO_WRITE: "write", REPO_ADMIN: "admin" } as const;

/** Users, commits, branches, builds and which of them are required. */
export function repositoryRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  app.get(route("/api/latest/application-properties"), (request) => {
    callerWith(state, request);
    return { version: "9.4.0", buildNumber: "9004000", displayName: "Bitbucket" };
  });

  // The filter is a part of the name; a permission that is implied counts.
  app.get<{ Querystring: Record<string, string | undefined> }>(route("/api/latest/users"), (request) => {
    callerWith(state, request);
    const { filter = "", ...right } = request.query;
    const repository = state.repositories.find(
      ({ owner, name }) => owner === right["permission.1.projectKey"] && name === right["permission.1.repositorySlug"],
    );
    const level = right["permission.1"] as Level | undefined;
    const users = state.users.filter(
      (user) => user.name.includes(filter) && (!level || (repository && hasPermission(repository, user, least[level]))),
    );
    return paged(state, request, users.map(userJson));
  });

  app.get<{ Params: { commitId: string } }>(route(`${base}/commits/{commitId}`), async (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request));
    const [commit] = await readCommits(repository.folder, ["-1", await commitOf(repository, request.params.commitId)]);
    return commitJson(state, commit!);
  });

  app.get<{ Querystring: { from: string; to: string } }>(route(`${base}/compare/commits`), async (request) => {
    const { folder } = repositoryOf(state, request, callerWith(state, request));
    const { from, to } = request.query;
    const commits = await readCommits(folder, [from, `^${to}`]);
    return paged(
      state,
      request,
      commits.map((each) => commitJson(state, each)),
    );
  });

  app.get<{ Querystring: { filterText?: string } }>(route(`${base}/branches`), async (request) => {
    const { folder } = repositoryOf(state, request, callerWith(state, request));
    const names = (await git(folder, ["for-each-ref", "--format=%(refname)", "refs/heads"])).split("\n");
    const found = names.filter((name) => name.includes(request.query.filterText ?? ""));
    return paged(
      state,
      request,
      found.map((id) => ({ id, displayId: id.replace("refs/heads/", ""), type: "BRANCH" })),
    );
  });

  app.delete<{ Body: { name: string } }>(
    route("/branch-utils/latest/projects/{projectKey}/repos/{repositorySlug}/branches"),
    async (request, reply) => {
      const caller = callerWith(state, request, "REPO_WRITE");
      const repository = repositoryOf(state, request, caller, "write");
      await git(repository.folder, ["update-ref", "-d", request.body.name]);
      await followReferences(keeper, repository, caller);
      return await reply.code(204).send();
    },
  );

  app.get<{ Params: { commitId: string }; Querystring: { key: string } }>(
    route(`${base}/commits/{commitId}/builds`),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request));
      const commit = await commitOf(repository, request.params.commitId);
      const found = repository.statuses.get(commit)?.get(request.query.key);
      if (!found) throw new Refused(404, `No build status with key ${request.query.key} was found.`);
      return buildJson(found);
    },
  );

  // The right to read is enough to post.
  app.post<{ Params: { commitId: string }; Body: Record<string, string | undefined> }>(
    route(`${base}/commits/{commitId}/builds`),
    async (request, reply) => {
      const repository = repositoryOf(state, request, callerWith(state, request));
      const commit = await commitOf(repository, request.params.commitId);
      const { key = "", parent, state: word = "", name, description, url = "", ref } = request.body;
      if (key === "") throw new Refused(400, "A build status must have a key");
      if (!URL.canParse(url) || url.length > 450)
        throw new Refused(400, "A build status must have a URL of at most 450 characters");
      if (!["SUCCESSFUL", "FAILED", "INPROGRESS", "CANCELLED", "UNKNOWN"].includes(word))
        throw new Refused(400, "No such state");
      const status: Status = {
        key: key.slice(0, 255),
        parent,
        state: word,
        name,
        description: description?.slice(0, 255),
        url,
        ref,
        at: state.now(),
      };
      const ofCommit = repository.statuses.get(commit) ?? new Map<string, Status>();
      repository.statuses.set(commit, ofCommit.set(key, status));
      return await reply.code(204).send();
    },
  );

  // Of a commit in any repository, the hundred newest.
  app.get<{ Params: { commitId: string } }>(route("/build-status/latest/commits/{commitId}"), (request) => {
    callerWith(state, request);
    const all = state.repositories.flatMap(({ statuses }) => [
      ...(statuses.get(request.params.commitId)?.values() ?? []),
    ]);
    const newest = all.toSorted((one, other) => other.at - one.at).slice(0, 100);
    return paged(state, request, newest.map(buildJson));
  });

  app.get(route("/required-builds/latest/projects/{projectKey}/repos/{repositorySlug}/conditions"), (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request));
    return paged(state, request, repository.requiredBuilds.map(requiredBuildsJson));
  });
}

async function commitOf({ folder }: Repository, named: string): Promise<string> {
  const commit = await commitAt(folder, named);
  if (commit === undefined) throw new Refused(404, `Commit '${named}' does not exist in the repository.`);
  return commit;
}
