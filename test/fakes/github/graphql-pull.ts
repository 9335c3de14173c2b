import { commitAt } from "../forge-host/bare-git.ts";
import { readCommits } from "../forge-host/read-commits.ts";
import { commitNode, connection } from "./graphql-repository.ts";
import { mayWrite } from "./http-answers.ts";
import { ownCommits } from "./pull-routes.ts";
import { fullName, type Issue, pullOf, type Repository, type Review, type State, type User } from "./state.ts";

/** Bots have no `[bot]` in their names here. */
export const actorNode = ({ login, id, kind }: User) => ({
  __typename: kind,
  login: login.replace(/\[bot\]$/, ""),
  databaseId: id,
});

interface Paging {
  readonly first?: number;
  readonly after?: string | null;
}

export function graphqlPull(state: State, repository: Repository, issue: Issue) {
  const pull = pullOf(issue);
  return {
    __typename: "PullRequest",
    id: `PR_${issue.id}`,
    number: issue.number,
    title: issue.title,
    state: pull.merged ? "MERGED" : issue.state.toUpperCase(),
    isDraft: pull.isDraft,
    isCrossRepository: pull.headRepository !== repository,
    author: actorNode(issue.author),
    mergedAt: pull.merged?.at ?? null,
    mergedBy: pull.merged ? actorNode(pull.merged.by) : null,
    mergeCommit: pull.merged ? { __typename: "Commit", oid: pull.merged.commit } : null,
    baseRefName: pull.baseBranch,
    // Of the day when it was opened.
    baseRefOid: pull.mergeBase,
    async baseRef() {
      const oid = await commitAt(repository.folder, `refs/heads/${pull.baseBranch}`);
      return oid === undefined ? null : { name: pull.baseBranch, target: { __typename: "Commit", oid } };
    },
    headRefName: pull.headBranch,
    headRefOid: pull.head,
    headRef: pull.headIsGone || !pull.headRepository ? null : { name: pull.headBranch },
    headRepository: pull.headRepository ? { nameWithOwner: fullName(pull.headRepository) } : null,
    labels: (paging: Paging) =>
      connection(
        issue.labels.map((name) => ({ name })),
        paging,
      ),
    async commits(paging: Paging) {
      const ids = await ownCommits(repository, issue);
      // No more are ever listed.
      const read = ids.length === 0 ? [] : await readCommits(repository.folder, ["--no-walk=unsorted", ...ids]);
      const nodes = read.slice(0, 250).map((each) => ({ commit: commitNode(state, each) }));
      return { ...connection(nodes, paging), totalCount: ids.length };
    },
    latestOpinionatedReviews: (paging: Paging) =>
      connection(
        latestOpinions(pull.reviews).map((each) => reviewNode(repository, each)),
        paging,
      ),
    timelineItems({ itemTypes = [], last = 100 }: { readonly itemTypes?: readonly string[]; readonly last?: number }) {
      const forced = pull.forced.map(({ at: createdAt, to: oid }) => ({
        __typename: "HeadRefForcePushedEvent",
        createdAt,
        afterCommit: oid === null ? null : { __typename: "Commit", oid },
      }));
      const dismissed = pull.reviews.flatMap(({ id, before }) =>
        before
          ? [{ __typename: "ReviewDismissedEvent", previousReviewState: before, review: { id: `PRR_${id}` } }]
          : [],
      );
      const items = itemTypes.includes("REVIEW_DISMISSED_EVENT") ? dismissed : forced;
      return { nodes: items.slice(-last) };
    },
  };
}

/** Comments change no opinion. */
function latestOpinions(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<number, Review>();
  for (const each of reviews) if (each.state !== "COMMENTED") latest.set(each.author.id, each);
  return [...latest.values()];
}

const reviewNode = (repository: Repository, { id, state, submitted, commit, author }: Review) => ({
  id: `PRR_${id}`,
  state,
  submittedAt: submitted,
  commit: commit === null ? null : { __typename: "Commit", oid: commit },
  author: actorNode(author),
  authorCanPushToRepository: mayWrite(repository, author),
});
