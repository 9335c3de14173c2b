import type { CommitId } from "../../../git/index.ts";
import type { ForgeUser, Review, ReviewVerdict } from "../../change-request.ts";
import { ForgeRefused } from "../../errors.ts";
import type { Identities } from "../../identities.ts";
import { headAt } from "../head-at.ts";
import type { Activity, Participant, Pull, Update } from "./answers.ts";
import type { CloudClient } from "./client.ts";
import { cloudUser } from "./identities.ts";
import { activityOf } from "./pull-facts.ts";

/**
 * The last opinion of every reviewer.
 *
 * A participant has an opinion and no commit. The log has both opinions and pushes: an opinion is of the head that the log
 * shows before it. Without a time, without an entry of the log, or at the instant of a push it is of no commit.
 *
 * @throws {ForgeRefused} when the token may not ask what a reviewer may do: an objection must not be lost by that
 */
export async function readReviews(
  client: CloudClient,
  { permissionOf }: Pick<Identities, "permissionOf">,
  number: number,
): Promise<readonly Review[]> {
  const pull = await client.pull(number);
  const log = await activityOf(client, number);
  const updates = log.flatMap(({ update }) => update ?? []);
  const opinions = (pull.participants ?? []).flatMap((each) => opinionOf(log, each) ?? []);
  return await Promise.all(
    opinions.map(async ({ reviewer, verdict, at }) => {
      const commit = at === undefined ? undefined : await commitAt(client, pull, updates, at);
      const permission = await permissionOf(reviewer);
      if (permission === "unknown") throw permissionUnknown(client, reviewer.name);
      return {
        reviewer,
        verdict,
        ...(commit !== undefined && { commit }),
        ...(at !== undefined && { at }),
        isOfficial: permission === "write" || permission === "admin",
      };
    }),
  );
}

interface Opinion {
  readonly reviewer: ForgeUser;
  readonly verdict: ReviewVerdict;
  readonly at: string | undefined;
}

function opinionOf(log: readonly Activity[], { user, state, participated_on: on }: Participant): Opinion | undefined {
  if (!user) return undefined;
  const reviewer = cloudUser(user);
  // The earlier of two times: if a later comment moved the participant's one, it says nothing of the approval.
  if (state === "approved")
    return { reviewer, verdict: "approved", at: earlier(on, newestOf(log, "approval", user.uuid)) };
  if (state !== "changes_requested") return undefined;
  return { reviewer, verdict: "changes-requested", at: newestOf(log, "changes_requested", user.uuid) };
}

function newestOf(log: readonly Activity[], kind: "approval" | "changes_requested", uuid: string): string | undefined {
  const dates = log.flatMap((entry) => (entry[kind]?.user?.uuid === uuid ? entry[kind].date : []));
  return dates.toSorted((one, other) => Date.parse(other) - Date.parse(one))[0];
}

/** `undefined` unless both are there. */
function earlier(one: string | null | undefined, other: string | undefined): string | undefined {
  if (!one || other === undefined) return undefined;
  return Date.parse(one) < Date.parse(other) ? one : other;
}

/** The head that the log shows at a time, whole. */
async function commitAt(
  client: CloudClient,
  { source }: Pull,
  updates: readonly Update[],
  at: string,
): Promise<CommitId | undefined> {
  const heads = updates.map(({ date, source: { commit } }) => ({ since: Date.parse(date), head: commit?.hash }));
  const cut = headAt(heads, Date.parse(at));
  return cut === undefined ? undefined : await client.wholeId(cut, source.repository?.full_name);
}

function permissionUnknown({ forge, repository }: CloudClient, name: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `the permission of ${name} in ${repository}`,
    what: "the token may not ask for it, so whether a review counts is not known",
    remedy: `Give the token's user the permission to administer ${repository}, and the token the scope admin:repository:bitbucket.`,
  });
}
