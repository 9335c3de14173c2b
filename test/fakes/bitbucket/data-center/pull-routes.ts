import type { FastifyInstance, FastifyRequest } from "fastify";
import { commitAt } from "../../forge-host/bare-git.ts";
import { changedPaths } from "../../forge-host/changed-paths.ts";
import { readCommits } from "../../forge-host/read-commits.ts";
import { changePull, giveOpinion, logged, mergePull, openPull, type PullChange, type PullKeeper } from "../pulls.ts";
import { Refused } from "../refused.ts";
import { fullName, type Pull, type Repository } from "../state.ts";
import { callerWith, type Level, paged, pullAt, repositoryOf, route } from "./data-center-answers.ts";
import { activityJson, changeJson, commitJson, pullJson } from "./data-center-json.ts";

interface Reference {
  readonly id: string;
  readonly repository?: { readonly slug: string; readonly project: { readonly key: string } };
}

const strategies = {
  "no-ff": "merge_commit",
  squash: "squash",
  "rebase-ff-only": "rebase_fast_forward",
  "rebase-no-ff": "rebase_merge",
  "ff-only": "fast_forward",
} as const;

const base = "/api/latest/projects/{projectKey}/repos/{repositorySlug}/pull-requests";
const branchOf = (id: string) => id.replace(/^refs\/heads\//, "");

/** Pull requests: reading, opening, changing, opinions, merging. */
export function pullRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  const found = (request: FastifyRequest, level?: Level) => {
    const caller = callerWith(state, request, level);
    const repository = repositoryOf(state, request, caller, level === "REPO_WRITE" ? "write" : "read");
    return { caller, repository, pull: pullAt(repository, request) };
  };
  /** The version has to be that of now. */
  const refuseStale = (pull: Pull, version: unknown) => {
    if (Number(version) !== pull.version)
      throw new Refused(409, "You are attempting to modify a pull request based on out-of-date information.");
  };

  app.get<{ Querystring: { state?: string; at?: string; direction?: "INCOMING" | "OUTGOING" } }>(
    route(base),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request));
      const { state: wanted = "OPEN", at, direction = "INCOMING" } = request.query;
      const side = direction === "INCOMING" ? "baseBranch" : "headBranch";
      const listed = repository.pulls
        .filter((each) => wanted === "ALL" || each.state === wanted)
        .filter((each) => at === undefined || each[side] === branchOf(at))
        .toReversed();
      const { values, ...page } = paged(state, request, listed);
      return { ...page, values: await Promise.all(values.map((pull) => whole(repository, pull))) };
    },
  );

  app.post<{ Body: { title: string; description?: string; fromRef: Reference; toRef: Reference; draft?: boolean } }>(
    route(base),
    async (request, reply) => {
      const caller = callerWith(state, request);
      const repository = repositoryOf(state, request, caller);
      const { title, description = "", fromRef, toRef, draft: isDraft = false } = request.body;
      const from = fromRef.repository;
      const headRepository = from
        ? state.repositories.find((each) => fullName(each) === `${from.project.key}/${from.slug}`)
        : repository;
      const wanted = { title, description, headBranch: branchOf(fromRef.id), baseBranch: branchOf(toRef.id), isDraft };
      const isSame = (each: Pull) =>
        each.state === "OPEN" &&
        each.headBranch === wanted.headBranch &&
        each.baseBranch === wanted.baseBranch &&
        each.headRepository === headRepository;
      const refuseSecond = () => {
        if (repository.pulls.filter(isSame).length > 0)
          throw new Refused(409, "Only one pull request may be open for a given source and target branch");
      };
      refuseSecond();
      if (!headRepository) throw new Refused(404, "Repository does not exist.");
      const pull = await openPull(keeper, repository, { ...wanted, headRepository, by: caller }, refuseSecond);
      if (!pull) throw new Refused(404, "Branch does not exist in the repository.");
      reply.code(201);
      return await whole(repository, pull);
    },
  );

  const one = `${base}/{pullRequestId}` as const;
  app.get(route(one), async (request) => {
    const { repository, pull } = found(request);
    return await whole(repository, pull);
  });

  app.put<{ Body: PullChange & { version: number; toRef?: Reference } }>(route(one), async (request) => {
    const { caller, repository, pull } = found(request, "REPO_WRITE");
    const { version, toRef, ...change } = request.body;
    refuseStale(pull, version);
    await changePull(keeper, repository, pull, caller, { ...change, baseBranch: toRef && branchOf(toRef.id) });
    return await whole(repository, pull);
  });

  app.post<{ Querystring: { version?: string } }>(route(`${one}/reopen`), async (request) => {
    const { caller, repository, pull } = found(request, "REPO_WRITE");
    refuseStale(pull, request.query.version);
    Object.assign(pull, { state: "OPEN", version: pull.version + 1 });
    logged(keeper, repository, pull, "edited", caller);
    return await whole(repository, pull);
  });

  app.post<{ Querystring: { version?: string } }>(route(`${one}/decline`), async (request) => {
    const { caller, repository, pull } = found(request, "REPO_WRITE");
    refuseStale(pull, request.query.version);
    Object.assign(pull, { state: "DECLINED", version: pull.version + 1 });
    logged(keeper, repository, pull, "declined", caller);
    return await whole(repository, pull);
  });

  app.put<{ Params: { userSlug: string }; Body: { status: string; lastReviewedCommit?: string } }>(
    route(`${one}/participants/{userSlug}`),
    (request) => {
      const { caller, repository, pull } = found(request);
      const { status, lastReviewedCommit: seen = pull.head } = request.body;
      if (request.params.userSlug !== caller.name) throw new Refused(409, "Only the user can change the status.");
      if (seen !== pull.head) throw new Refused(409, "The commit is not the latest of the pull request.");
      const verdict = { APPROVED: "approved", NEEDS_WORK: "changes-requested" } as const;
      giveOpinion(keeper, repository, pull, caller, verdict[status as keyof typeof verdict]);
      return { status };
    },
  );

  app.post<{ Querystring: { version?: string }; Body: { strategyId?: keyof typeof strategies } }>(
    route(`${one}/merge`),
    async (request) => {
      const { caller, repository, pull } = found(request, "REPO_WRITE");
      refuseStale(pull, request.query.version);
      await mergePull(keeper, repository, pull, caller, strategies[request.body.strategyId ?? "no-ff"]);
      return await whole(repository, pull);
    },
  );

  // The newest entry first, and an entry of a plug-in among them.
  app.get(route(`${one}/activities`), (request) => {
    const { pull } = found(request);
    const gone = new Set(pull.comments.filter(({ isDeleted }) => isDeleted).map(({ id }) => id));
    const entries = pull.log.filter(({ comment }) => !comment || !gone.has(comment.id)).toReversed();
    const ofPlugin = {
      id: -1,
      createdDate: pull.created,
      custom: { text: "a plug-in's own" },
      user: { slug: "plugin" },
    };
    return paged(state, request, [...entries.map(activityJson), ofPlugin]);
  });

  app.get(route(`${one}/commits`), async (request) => {
    const { repository, pull } = found(request);
    const commits = await readCommits(repository.folder, [`${pull.mergeBase}..${pull.head}`]);
    return paged(
      state,
      request,
      commits.map((each) => commitJson(state, each)),
    );
  });

  // One page; what is beyond the limit is left out without a word.
  app.get<{ Querystring: { limit?: string } }>(route(`${one}/changes`), async (request) => {
    const { repository, pull } = found(request);
    const limit = Math.min(Number(request.query.limit ?? 25), state.mostChanges);
    const changes = (await changedPaths(repository.folder, pull.mergeBase, pull.head)).map(changeJson);
    const values = changes.slice(0, limit);
    return { size: values.length, limit, start: 0, isLastPage: true, nextPageStart: null, values };
  });
}

async function whole(repository: Repository, pull: Pull) {
  const base = (await commitAt(repository.folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  return pullJson(repository, pull, base);
}
