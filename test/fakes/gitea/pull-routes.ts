import type { FastifyInstance } from "fastify";
import { commitAt, git } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { addIssue } from "./add-issue.ts";
import { commitJson } from "./commit-json.ts";
import { callerWith, mayWrite, notFound, paged, permissionOf, Refused, repositoryOf } from "./http-answers.ts";
import { changedFiles, pullJson } from "./pull-json.ts";
import type { PullLookup } from "./pull-lookup.ts";
import { fullName, type Issue, type Pull, pullOf, type Repository, type State, type User } from "./state.ts";
import type { Webhooks } from "./webhooks.ts";

export function pullRoutes(app: FastifyInstance, state: State, pullAt: PullLookup, hooks: Webhooks): void {
  app.get<{ Querystring: { state?: string; sort?: string } }>("/repos/:owner/:repo/pulls", async (request, reply) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const { state: wanted, sort } = request.query;
    // Any other state gives all of them, and so does a filter by the head.
    const isWanted = (issue: Issue) =>
      issue.pull && (wanted === "closed" || wanted === "open" ? issue.state === wanted : true);
    const pulls = repository.issues.filter(isWanted).toReversed();
    const sorted =
      sort === "recentupdate"
        ? pulls.toSorted((one, other) => Date.parse(other.updated) - Date.parse(one.updated))
        : pulls;
    return await Promise.all(
      paged(state, { request, reply }, sorted, { headers: "all" }).map((issue) =>
        answerOf(repository, issue, "in a list"),
      ),
    );
  });

  app.get("/repos/:owner/:repo/pulls/:number", async (request) => {
    const { repository, issue } = await pullAt(request, callerWith(state, request, "read:repository"));
    return await answerOf(repository, issue, "looked at");
  });

  app.post<{ Body: { title: string; body?: string; head: string; base: string } }>(
    "/repos/:owner/:repo/pulls",
    async (request, reply) => {
      const caller = callerWith(state, request, "write:repository");
      const repository = repositoryOf(state, request, caller);
      const { title, body = "", head: label, base } = request.body;
      const [owner, branch = label] = label.includes(":") ? label.split(":", 2) : [undefined, label];
      const headRepository =
        owner === undefined
          ? repository
          : state.repositories.find(
              (each) => fullName(each).toLowerCase() === `${owner}/${repository.name}`.toLowerCase(),
            );
      const same = ({ pull, state: now }: Issue) =>
        now === "open" &&
        pull?.baseBranch === base &&
        pull.headBranch === branch &&
        pull.headRepository === headRepository;
      // Two that come at the same time are both opened.
      if (repository.issues.some(same)) throw new Refused(409, "pull request already exists for these targets");
      const head = headRepository && (await commitAt(headRepository.folder, `refs/heads/${branch}`));
      const baseCommit = await commitAt(repository.folder, `refs/heads/${base}`);
      if (head === undefined || baseCommit === undefined || !headRepository) throw notFound();
      if (headRepository === repository && !mayWrite(repository, caller.user)) throw new Refused(403, "");
      const objects = `refs/groundwork/opening-${state.nextId()}`;
      await git(repository.folder, [
        "fetch",
        "--quiet",
        "--no-tags",
        headRepository.folder,
        `+refs/heads/${branch}:${objects}`,
      ]);
      const mergeBase = await git(repository.folder, ["merge-base", baseCommit, head]);
      const pull: Pull = {
        baseBranch: base,
        headBranch: branch,
        headRepository,
        head,
        headIsGone: false,
        reviews: [],
        pushes: [],
        baseChanges: [],
        wasMergeable: true,
        mergeableAnswers: [],
        refusedMerges: 0,
        mergeBase,
      };
      const issue = addIssue(state, repository, { author: caller.user, title, body, pull });
      await git(repository.folder, ["update-ref", `refs/pull/${issue.number}/head`, head]);
      await git(repository.folder, ["update-ref", "-d", objects]);
      hooks.pullRequest(repository, issue, "opened", caller.user);
      reply.code(201);
      return await answerOf(repository, issue, "looked at");
    },
  );

  app.patch<{ Body: { title?: string; body?: string; state?: "open" | "closed"; base?: string } }>(
    "/repos/:owner/:repo/pulls/:number",
    async (request, reply) => {
      const caller = callerWith(state, request, "write:repository");
      const { repository, issue, pull } = await pullAt(request, caller);
      if (issue.author !== caller.user && permissionOf(repository, caller.user) === "read") throw new Refused(403, "");
      const { title = issue.title, body = issue.body, state: wanted = issue.state, base } = request.body;
      if (base !== undefined && base !== pull.baseBranch)
        await changeBase(repository, pull, { base, by: caller.user, at: state.now() });
      Object.assign(issue, { title, body, state: wanted, updated: state.now() });
      hooks.pullRequest(repository, issue, wanted === "closed" ? "closed" : "edited", caller.user);
      reply.code(201);
      return await answerOf(repository, issue, "as it was");
    },
  );

  app.get("/repos/:owner/:repo/pulls/:number/files", async (request, reply) => {
    const { repository, pull } = await pullAt(request, callerWith(state, request, "read:repository"));
    return paged(state, { request, reply }, await changedFiles(repository, pull.mergeBase, pull.head), {
      headers: "all",
    });
  });

  app.get("/repos/:owner/:repo/pulls/:number/commits", async (request, reply) => {
    const { repository, pull } = await pullAt(request, callerWith(state, request, "read:repository"));
    const commits = await readCommits(repository.folder, [`${pull.mergeBase}..${pull.head}`]);
    return paged(state, { request, reply }, commits, { headers: "all" }).map((each) =>
      commitJson(state, each, "own offset"),
    );
  });

  // Only the one commit that the merge recorded is found.
  app.get<{ Params: { sha: string } }>("/repos/:owner/:repo/commits/:sha/pull", async (request) => {
    const repository = repositoryOf(state, request, callerWith(state, request, "read:repository"));
    const issue = repository.issues.find(({ pull }) => pull?.merged?.commit === request.params.sha);
    if (!issue) throw notFound();
    return await answerOf(repository, issue, "as it was");
  });
}

/** For a while after a push, `mergeable` is the old value, then false, and then the truth. */
async function answerOf(repository: Repository, issue: Issue, as: "looked at" | "as it was" | "in a list") {
  const pull = pullOf(issue);
  const { folder } = repository;
  const base = (await commitAt(folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  const pending = as === "looked at" ? pull.mergeableAnswers.shift() : pull.mergeableAnswers[0];
  if (pending === undefined && issue.state === "open") pull.wasMergeable = await canBeMerged(folder, base, pull.head);
  const head = as === "in a list" ? pull.head : await newestOf(issue, pull);
  return pullJson(repository, issue, { base, head, mergeable: pending ?? pull.wasMergeable });
}

/** As long as the branch is there, its newest commit is called the head, also of what was closed or merged long ago. */
async function newestOf({ state }: Issue, { headIsGone, headRepository, headBranch, head }: Pull): Promise<string> {
  if (state === "open" || headIsGone || !headRepository) return head;
  return (await commitAt(headRepository.folder, `refs/heads/${headBranch}`)) ?? head;
}

async function changeBase(
  repository: Repository,
  pull: Pull,
  { base, by, at }: { readonly base: string; readonly by: User; readonly at: string },
): Promise<void> {
  if ((await commitAt(repository.folder, `refs/heads/${base}`)) === undefined) throw notFound();
  pull.baseBranch = base;
  pull.mergeBase = await git(repository.folder, ["merge-base", `refs/heads/${base}`, pull.head]);
  pull.pushes.length = 0;
  pull.baseChanges.push({ by, at });
}

export async function canBeMerged(folder: string, base: string, head: string): Promise<boolean> {
  return await git(folder, ["merge-tree", "--write-tree", base, head]).then(
    () => true,
    () => false,
  );
}
