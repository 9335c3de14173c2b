import { memberOf } from "../../../lib/index.ts";
import type { Review } from "../../change-request.ts";
import { ForgeRefused } from "../../errors.ts";
import type { Identities } from "../../identities.ts";
import { type HeadSince, headAt } from "../head-at.ts";
import type { Activity, Participant, Pull } from "./answers.ts";
import type { DataCenterClient } from "./client.ts";
import { dataCenterUser } from "./identities.ts";
import { activitiesOf } from "./pull-facts.ts";

/**
 * The last opinion of every reviewer.
 *
 * A reviewer has the commit that was reviewed last, which may be a later one than that of the opinion. So an opinion is of this
 * commit only where the log, too, shows it as the head at the opinion's time; otherwise it is of none.
 */
export async function readReviews(
  client: DataCenterClient,
  { permissionOf }: Pick<Identities, "permissionOf">,
  number: number,
): Promise<readonly Review[]> {
  const pull = await client.pull(number);
  const log = await activitiesOf(client, number);
  const heads = headsOf(pull, log);
  const reviews = [...pull.reviewers, ...pull.participants].map(async (participant): Promise<readonly Review[]> => {
    const verdict = memberOf(verdicts, participant.status);
    if (verdict === undefined) return [];
    const reviewer = dataCenterUser(participant.user);
    const permission = await permissionOf(reviewer);
    if (permission === "unknown") throw permissionUnknown(client, reviewer.name);
    const at = givenAt(log, participant);
    const commit = at === undefined ? undefined : headAt(heads, at);
    return [
      {
        reviewer,
        verdict,
        ...(commit !== undefined && commit === participant.lastReviewedCommit && { commit }),
        ...(at !== undefined && { at: new Date(at).toISOString() }),
        isOfficial: permission === "write" || permission === "admin",
      },
    ];
  });
  return (await Promise.all(reviews)).flat();
}

const verdicts: Readonly<Record<string, Review["verdict"] | undefined>> = {
  APPROVED: "approved",
  NEEDS_WORK: "changes-requested",
};

/** `REVIEWED` is the log's word for work that is needed. */
const actions: Readonly<Record<string, string>> = { APPROVED: "APPROVED", NEEDS_WORK: "REVIEWED" };

function givenAt(log: readonly Activity[], { user, status }: Participant): number | undefined {
  const times = log.flatMap(({ action, createdDate, user: by }) =>
    action === memberOf(actions, status) && by?.id === user.id && createdDate !== undefined ? createdDate : [],
  );
  return times.length === 0 ? undefined : Math.max(...times);
}

/** What the log shows: the head that it was opened with, and one for each push. */
function headsOf({ fromRef }: Pull, log: readonly Activity[]): readonly HeadSince[] {
  const pushes = log
    .flatMap(({ action, createdDate: since, fromHash: head, previousFromHash: before }) =>
      action === "RESCOPED" && since !== undefined ? { since, head, before } : [],
    )
    .toSorted((one, other) => one.since - other.since);
  const [first] = pushes;
  return [{ since: Number.NEGATIVE_INFINITY, head: first ? first.before : fromRef.latestCommit }, ...pushes];
}

function permissionUnknown({ forge, repository }: DataCenterClient, name: string): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `the permission of ${name} in ${repository}`,
    what: "the token may not ask for it, so whether a review counts is not known",
    remedy: `Give the token's user the permission to read ${repository}.`,
  });
}
