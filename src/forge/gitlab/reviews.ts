import type { ForgeUser, Review, ReviewVerdict } from "../change-request.ts";
import type { Identities } from "../identities.ts";
import {
  approvals as approvalsAnswer,
  type Note,
  note as noteAnswer,
  reviewer as reviewerAnswer,
  type Version,
  version as versionAnswer,
} from "./answers.ts";
import { noSuchRequest } from "./board.ts";
import type { GitLabClient } from "./client.ts";
import { forgeUser } from "./identities.ts";

/** GitLab's own notes of verdicts, written as the reviewer. */
const verdictNotes: Readonly<Record<ReviewVerdict, string>> = {
  approved: "approved this merge request",
  "changes-requested": "requested changes",
};

/** GitLab's own notes of a push and of another base. */
const versionNote = /^(?:added \d+ commits?|changed target branch)\b/;

/**
 * The last opinion of every reviewer.
 *
 * GitLab keeps no commit with an approval, and lets it stand over pushes. The commit is that of the version that was the newest at
 * the time of the approval, by GitLab's own clock and notes.
 */
export async function readReviews(
  client: GitLabClient,
  number: number,
  { permissionOf }: Pick<Identities, "permissionOf">,
): Promise<readonly Review[]> {
  const { approvals, mergeRequests, notes, repository } = client;
  const given = await client.maybe(
    `approvals of merge request ${number}`,
    approvalsAnswer,
    approvals.showConfiguration(repository, { mergerequestIId: number }),
  );
  if (given === undefined) throw noSuchRequest(client, number);
  const reviewers = await client.list(`reviewers of merge request ${number}`, reviewerAnswer, (page) =>
    mergeRequests.showReviewers(repository, number, page),
  );
  const written = await client.list(`comments of merge request ${number}`, noteAnswer, (page) =>
    notes.all(repository, number, page),
  );
  const versions = await client.list(`versions of merge request ${number}`, versionAnswer, (page) =>
    mergeRequests.allDiffVersions(repository, number, page),
  );

  const against = reviewers.filter(({ state }) => state === "requested_changes").map(({ user }) => user);
  const isAgainst = new Set(against.map(({ id }) => id));
  const opinion = (reviewer: ForgeUser, verdict: ReviewVerdict, told?: string | null) => {
    const at = told ?? lastNote(written, reviewer, verdict)?.created_at;
    const commit = at === undefined ? undefined : versionAt(versions, written, at);
    return { reviewer, verdict, ...(at !== undefined && { at }), ...(commit !== undefined && { commit }) };
  };
  const opinions = [
    ...against.map((user) => opinion(forgeUser(user), "changes-requested")),
    // One who has asked for changes since does not approve, though an older approval may stand.
    ...given.approved_by
      .filter(({ user }) => !isAgainst.has(user.id))
      .map(({ user, approved_at: at }) => opinion(forgeUser(user), "approved", at)),
  ];
  return await Promise.all(
    opinions.map(async (each) => ({
      ...each,
      // A rule may let a user approve who may not push.
      isOfficial: ["write", "admin"].includes(await permissionOf(each.reviewer)),
    })),
  );
}

function lastNote(notes: readonly Note[], reviewer: ForgeUser, verdict: ReviewVerdict): Note | undefined {
  return notes
    .filter(({ system, body, author }) => system && String(author.id) === reviewer.id && body === verdictNotes[verdict])
    .toSorted((one, other) => one.id - other.id)
    .at(-1);
}

/**
 * The head of the version that was shown at an instant; `undefined` where that is not certain.
 *
 * A version is created before GitLab shows it. Once it is shown, GitLab notes the push, or the other base, in the discussion.
 */
function versionAt(versions: readonly Version[], notes: readonly Note[], instant: string): string | undefined {
  const at = Date.parse(instant);
  const earlier = versions
    .filter(({ created_at: created }) => Date.parse(created) <= at)
    .toSorted((one, other) => one.id - other.id);
  const newest = earlier.at(-1);
  if (newest === undefined || earlier.length === 1) return newest?.head_commit_sha;
  const isShown = notes.some(({ system, body, created_at: created }) => {
    const time = Date.parse(created);
    return system && versionNote.test(body) && time >= Date.parse(newest.created_at) && time <= at;
  });
  return isShown ? newest.head_commit_sha : undefined;
}
