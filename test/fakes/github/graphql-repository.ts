import { commitAt, git, isAncestor } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { FieldError } from "./field-error.ts";
import { graphqlPull } from "./graphql-pull.ts";
import { ownCommits } from "./pull-routes.ts";
import { type CheckRun, fullName, type Issue, type Repository, type State, type StoredStatus } from "./state.ts";

/** Throws when the caller's token lacks the permission. */
export type Demand = (permission: string) => void;

interface Paging {
  readonly first?: number;
  readonly after?: string | null;
}

/** One page of a connection; cursors are places in the list. */
export function connection<T>(items: readonly T[], { first = 100, after }: Paging) {
  const start = after ? Number(after) : 0;
  const nodes = items.slice(start, start + first);
  const end = start + nodes.length;
  return {
    totalCount: items.length,
    nodes,
    pageInfo: { hasNextPage: end < items.length, hasPreviousPage: start > 0, endCursor: String(end) },
  };
}

export function graphqlRepository(state: State, repository: Repository, demand: Demand) {
  const toPull = (issue: Issue) => graphqlPull(state, repository, issue);
  return {
    id: `R_${repository.id}`,
    databaseId: repository.id,
    nameWithOwner: fullName(repository),
    pullRequest({ number }: { readonly number: number }) {
      demand("pull_requests=read");
      const issue = repository.issues.find((each) => each.number === number && each.pull);
      if (!issue) throw new FieldError("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${number}.`);
      return toPull(issue);
    },
    pullRequests(
      filter: Paging & { states?: readonly string[]; headRefName?: string | null; baseRefName?: string | null },
    ) {
      demand("pull_requests=read");
      const found = repository.issues.filter(
        ({ pull, state: now }) =>
          pull &&
          (filter.states?.includes(pull.merged ? "MERGED" : now === "open" ? "OPEN" : "CLOSED") ?? true) &&
          (filter.headRefName == null || pull.headBranch === filter.headRefName) &&
          (filter.baseRefName == null || pull.baseBranch === filter.baseRefName),
      );
      return connection(found.map(toPull), filter);
    },
    async refs({ refPrefix, ...paging }: Paging & { readonly refPrefix: string }) {
      demand("contents=read");
      const lines = await git(repository.folder, ["for-each-ref", "--format=%(refname) %(objectname)", refPrefix]);
      const found = lines.split("\n").filter((line) => line !== "");
      return connection(
        found.map((line) => {
          const [name = "", oid = ""] = line.split(" ");
          return { name: name.slice(refPrefix.length), target: { __typename: "Commit", oid } };
        }),
        paging,
      );
    },
    async object({ oid }: { readonly oid: string }) {
      demand("contents=read");
      const id = await commitAt(repository.folder, oid);
      return id === undefined ? null : graphqlCommit(state, repository, id, demand);
    },
  };
}

function graphqlCommit(state: State, repository: Repository, oid: string, demand: Demand) {
  return {
    __typename: "Commit",
    oid,
    async associatedPullRequests(paging: Paging) {
      const found = await associated(repository, oid);
      return connection(
        found.map((issue) => graphqlPull(state, repository, issue)),
        paging,
      );
    },
    async history({ first = 100 }: Paging) {
      const commits = await readCommits(repository.folder, [`-${first}`, oid]);
      return connection(
        commits.map((each) => commitNode(state, each)),
        {},
      );
    },
    statusCheckRollup() {
      demand("checks=read");
      const runs = repository.checkRuns.filter(({ sha }) => sha === oid);
      const listed = repository.isListBehind ? runs.slice(0, -1) : runs;
      const contexts = [...newestStatuses(repository, oid), ...listed];
      if (contexts.length === 0) return null;
      const nodes = contexts.map((each) => ("context" in each ? statusNode(each) : runNode(state, repository, each)));
      return { contexts: (paging: Paging) => connection(nodes, paging) };
    },
  };
}

/** On the default branch the merged one that brought the commit, and elsewhere all that have it. */
async function associated(repository: Repository, oid: string): Promise<readonly Issue[]> {
  const isOnDefault = await isAncestor(repository.folder, oid, "refs/heads/main");
  const found: Issue[] = [];
  for (const issue of repository.issues) {
    const { pull } = issue;
    if (!pull || (pull.merged === undefined && (isOnDefault || issue.state !== "open"))) continue;
    const brought = pull.merged
      ? (await git(repository.folder, ["rev-list", `${pull.merged.onto}..${pull.merged.commit}`])).split("\n")
      : [];
    const own = isOnDefault ? [] : await ownCommits(repository, issue);
    if (brought.includes(oid) || own.includes(oid)) found.push(issue);
  }
  return found;
}

type ReadCommit = Awaited<ReturnType<typeof readCommits>>[number];

export function commitNode(state: State, { sha, message, author, committer, parents }: ReadCommit) {
  const person = ({ name, email, date }: ReadCommit["author"]) => {
    const user = state.users.find((each) => each.email === email);
    return { name, email, date, user: user ? { __typename: "User", login: user.login, databaseId: user.id } : null };
  };
  return {
    __typename: "Commit",
    oid: sha,
    message,
    authoredDate: author.date,
    author: person(author),
    authors: (paging: Paging) => connection([person(author)], paging),
    committer: person(committer),
    parents: (paging: Paging) =>
      connection(
        parents.map((oid) => ({ __typename: "Commit", oid })),
        paging,
      ),
  };
}

/** Names of statuses are compared without their case. */
function newestStatuses({ statuses }: Repository, oid: string): readonly StoredStatus[] {
  const newest = new Map<string, StoredStatus>();
  for (const each of statuses) if (each.sha === oid) newest.set(each.context.toLowerCase(), each);
  return [...newest.values()];
}

const statusNode = ({ context, state, description, target_url: targetUrl }: StoredStatus) => ({
  __typename: "StatusContext",
  context,
  state: state.toUpperCase(),
  description,
  targetUrl,
});

const runNode = (state: State, repository: Repository, run: CheckRun) => ({
  __typename: "CheckRun",
  databaseId: run.id,
  name: run.name,
  status: run.status.toUpperCase(),
  conclusion: run.conclusion?.toUpperCase() ?? null,
  title: run.title,
  summary: run.summary,
  detailsUrl: run.detailsUrl,
  url: `${state.url}/${fullName(repository)}/runs/${run.id}`,
  checkSuite: { app: { databaseId: run.app.id, slug: run.app.slug, url: "https://app.example.com" } },
});
