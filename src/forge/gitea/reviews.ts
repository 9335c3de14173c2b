import type { Review } from "../change-request.ts";
import { listOf, review as reviewAnswer } from "./answers.ts";
import type { GiteaClient } from "./client.ts";
import { forgeUser } from "./identities.ts";

/**
 * The last opinion of every reviewer.
 *
 * `state` says APPROVED for ever: `official` and `dismissed` say whether it still counts. `stale` compares diffs and no
 * commits, so it is not read; the commit that was looked at is given instead.
 */
export async function readReviews(client: GiteaClient, number: number): Promise<readonly Review[]> {
  const path = `repos/${client.repository}/pulls/${number}/reviews`;
  const reviews = await client.list(path, listOf(reviewAnswer));
  const last = new Map<string, Review>();
  for (const { user, state, commit_id: commit, submitted_at: at, ...each } of reviews.toSorted((a, b) => a.id - b.id)) {
    // Comments are no opinion, pending reviews are seen by their author alone, and teams that were asked are no user.
    if (!user || (state !== "APPROVED" && state !== "REQUEST_CHANGES")) continue;
    last.set(String(user.id), {
      reviewer: forgeUser(user),
      verdict: state === "APPROVED" ? "approved" : "changes-requested",
      ...(commit !== "" && { commit }),
      at,
      isOfficial: each.official && !each.dismissed,
    });
  }
  return [...last.values()];
}
