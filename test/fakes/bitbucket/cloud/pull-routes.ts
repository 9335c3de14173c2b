import type { FastifyInstance, FastifyRequest } from "fastify";
import { commitAt } from "../../forge-host/bare-git.ts";
import { readCommits } from "../../forge-host/read-commits.ts";
import {
  changePull,
  giveOpinion,
  logged,
  mergePull,
  openPull,
  type PullChange,
  type PullKeeper,
  type Strategy,
} from "../pulls.ts";
import { Refused } from "../refused.ts";
import { fullName, type Pull, type Repository } from "../state.ts";
import { callerWith, paged, pullAt, repositoryOf, route, type Scope } from "./cloud-answers.ts";
import { activityJson, commitJson, participantsJson, pullJson } from "./cloud-json.ts";

interface NewPullBody {
  readonly title: string;
  readonly description?: string;
  readonly draft?: boolean;
  readonly source: { readonly branch: { readonly name: string }; readonly repository?: { readonly full_name: string } };
  readonly destination?: { readonly branch: { readonly name: string } };
}

/** Pull requests: reading, opening, changing, opinions, merging. */
export function pullRoutes(app: FastifyInstance, keeper: PullKeeper): void {
  const { state } = keeper;
  const base = "/repositories/{workspace}/{repo_slug}/pullrequests";
  const found = (request: FastifyRequest, scope: Scope) => {
    const caller = callerWith(state, request, scope);
    const repository = repositoryOf(state, request, caller);
    return { caller, repository, pull: pullAt(repository, request) };
  };

  app.get<{ Querystring: { state?: string | readonly string[]; sort?: string; q?: string } }>(
    route(base),
    async (request) => {
      const repository = repositoryOf(state, request, callerWith(state, request, "read:pullrequest:bitbucket"));
      const { state: given = "OPEN", sort, q } = request.query;
      const wanted = [given].flat();
      const branch = q === undefined ? undefined : branchIn(q);
      const isListed = (each: Pull) =>
        wanted.includes(each.state) && (branch === undefined || each.headBranch === branch);
      const listed = repository.pulls.filter(isListed).toReversed();
      const sorted = sort === "-updated_on" ? listed.toSorted((one, other) => other.updated - one.updated) : listed;
      const { values, ...page } = paged(state, request, sorted, { usual: 10, most: 50 });
      return { ...page, values: await Promise.all(values.map((pull) => whole(repository, pull))) };
    },
  );

  app.post<{ Body: NewPullBody }>(route(base), async (request, reply) => {
    const caller = callerWith(state, request, "write:pullrequest:bitbucket");
    const repository = repositoryOf(state, request, caller);
    const { title, description = "", draft = false, source, destination } = request.body;
    const baseBranch = destination?.branch.name ?? "main";
    const headRepository =
      source.repository === undefined
        ? repository
        : state.repositories.find((each) => fullName(each) === source.repository?.full_name);
    const isSame = (each: Pull) =>
      each.state === "OPEN" &&
      each.headBranch === source.branch.name &&
      each.baseBranch === baseBranch &&
      each.headRepository === headRepository;
    // Two that come at the same time are both opened.
    if (repository.pulls.some(isSame))
      throw new Refused(400, "There is already an open pull request for these branches.");
    const wanted = { title, description, headBranch: source.branch.name, baseBranch, by: caller, isDraft: draft };
    const pull = headRepository && (await openPull(keeper, repository, { ...wanted, headRepository }));
    if (!pull) throw new Refused(400, "branch not found");
    reply.code(201);
    return await whole(repository, pull);
  });

  const one = `${base}/{pull_request_id}` as const;
  app.get(route(one), async (request) => {
    const { repository, pull } = found(request, "read:pullrequest:bitbucket");
    return { ...(await whole(repository, pull)), participants: participantsJson(pull) };
  });

  app.put<{ Body: PullChange & { destination?: { branch: { name: string } } } }>(route(one), async (request) => {
    const { caller, repository, pull } = found(request, "write:pullrequest:bitbucket");
    const { destination, ...change } = request.body;
    await changePull(keeper, repository, pull, caller, { ...change, baseBranch: destination?.branch.name });
    return await whole(repository, pull);
  });

  app.post(route(`${one}/decline`), async (request) => {
    const { caller, repository, pull } = found(request, "write:pullrequest:bitbucket");
    pull.state = "DECLINED";
    logged(keeper, repository, pull, "declined", caller);
    return await whole(repository, pull);
  });

  for (const [path, verdict] of [
    [`${one}/approve`, "approved"],
    [`${one}/request-changes`, "changes-requested"],
  ] as const) {
    app.post(route(path), (request) => {
      const { caller, repository, pull } = found(request, "write:pullrequest:bitbucket");
      giveOpinion(keeper, repository, pull, caller, verdict);
      return participantsJson(pull).find(({ user }) => user.uuid === caller.uuid);
    });
    app.delete(route(path), async (request, reply) => {
      const { caller, repository, pull } = found(request, "write:pullrequest:bitbucket");
      giveOpinion(keeper, repository, pull, caller, undefined);
      return await reply.code(204).send();
    });
  }

  // No head can be given that is expected.
  app.post<{ Body: { merge_strategy?: Strategy } }>(route(`${one}/merge`), async (request) => {
    const caller = callerWith(state, request, "write:pullrequest:bitbucket");
    const repository = repositoryOf(state, request, caller, "write");
    const pull = pullAt(repository, request);
    if (pull.state !== "OPEN") throw new Refused(400, "This pull request is already closed.");
    await mergePull(keeper, repository, pull, caller, request.body.merge_strategy ?? "merge_commit");
    return await whole(repository, pull);
  });

  // The newest entry first.
  app.get(route(`${one}/activity`), (request) => {
    const { pull } = found(request, "read:pullrequest:bitbucket");
    const entries = pull.log.toReversed().map((entry) => activityJson(pull, entry));
    return paged(state, request, entries, { usual: 10, most: 50 });
  });

  app.get(route(`${one}/commits`), async (request) => {
    const { repository, pull } = found(request, "read:pullrequest:bitbucket");
    const commits = await readCommits(repository.folder, [`${pull.mergeBase}..${pull.head}`]);
    return paged(
      state,
      request,
      commits.map((each) => commitJson(state, each)),
    );
  });
}

/** The one kind of query that is asked. */
function branchIn(query: string): string {
  const text = /^source\.branch\.name = (".*")$/.exec(query)?.[1];
  if (text === undefined) throw new Refused(400, "Invalid query.");
  return JSON.parse(text) as string;
}

async function whole(repository: Repository, pull: Pull) {
  const base = (await commitAt(repository.folder, `refs/heads/${pull.baseBranch}`)) ?? "";
  return pullJson(repository, pull, base);
}
