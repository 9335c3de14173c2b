import type * as z from "zod";
import type { CommitId } from "../../git/index.ts";
import type { Review } from "../change-request.ts";
import { noSuchRequest } from "./board.ts";
import type { GithubClient } from "./client.ts";
import { knownUser } from "./identities.ts";
import { type GithubReview, reviewsOfPull, reviewsOfPullAnswer } from "./queries.ts";

/**
 * The last opinion of every reviewer.
 *
 * After a push with force whose patch is the same, GitHub names the new head as the commit of an older approval. A review of a
 * commit that became the head by force after it was given therefore names no commit here.
 */
export async function readReviews(client: GithubClient, number: number): Promise<readonly Review[]> {
  const reviews: GithubReview[] = [];
  let found: AnsweredPull | undefined;
  const pageOf = ({ repository }: z.infer<typeof reviewsOfPullAnswer>) =>
    repository?.pullRequest?.latestOpinionatedReviews?.pageInfo;
  for await (const { repository } of client.queries(reviewsOfPull, { number }, reviewsOfPullAnswer, pageOf)) {
    found = repository?.pullRequest ?? undefined;
    reviews.push(...(found?.latestOpinionatedReviews?.nodes ?? []));
  }
  if (!found) throw noSuchRequest(client, number);
  const before = new Map(
    found.dismissals.nodes.map(({ review, previousReviewState }) => [review?.id, previousReviewState]),
  );
  const moves = found.headMoves.nodes.map(({ createdAt, afterCommit }) => ({
    at: Date.parse(createdAt),
    to: afterCommit?.oid,
  }));
  return reviews.flatMap((each) => opinion(each, before.get(each.id), moves));
}

type AnsweredPull = NonNullable<NonNullable<z.infer<typeof reviewsOfPullAnswer>["repository"]>["pullRequest"]>;

const verdicts = { APPROVED: "approved", CHANGES_REQUESTED: "changes-requested" } as const;

/** A push with force, or a branch that was made anew; GitHub may have forgotten where to. */
interface HeadMove {
  readonly at: number;
  readonly to: CommitId | undefined;
}

/** @param before the verdict of one that was dismissed */
function opinion(
  { author, state, submittedAt: at, commit, authorCanPushToRepository: mayWrite }: GithubReview,
  before: string | undefined,
  moves: readonly HeadMove[],
): readonly Review[] {
  const word = state === "DISMISSED" ? before : state;
  const reviewer = knownUser(author);
  if (!reviewer || (word !== "APPROVED" && word !== "CHANGES_REQUESTED")) return [];
  // Times are whole seconds, so that a move of the same second may have come after the review.
  const isMoved = moves.some((move) => move.at >= Date.parse(at ?? "") && (move.to ?? commit?.oid) === commit?.oid);
  const isProof = commit !== null && at !== null && !isMoved;
  return [
    {
      reviewer,
      verdict: verdicts[word],
      ...(isProof && { commit: commit.oid }),
      ...(at !== null && { at }),
      isOfficial: mayWrite && state !== "DISMISSED",
    },
  ];
}
