import { ForgeRefused } from "../errors.ts";
import type { NewChangeRequest } from "../proposals.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { type ChangeRequestRecord, changeRequestRecord, openRecord } from "./records.ts";

/** Opens a change request, or gives the open one of the same two branches. */
export async function openRequest(
  place: OpenedPlace,
  { title, body, head, base }: NewChangeRequest,
  author: string,
): Promise<ChangeRequestRecord> {
  const commit = await place.commitAt(`refs/heads/${head}`);
  if (commit === undefined || (await place.commitAt(`refs/heads/${base}`)) === undefined)
    throw new ForgeRefused({
      forge: "local",
      request: `a change request of ${head} into ${base}`,
      what: `${place.repository} lacks one of the branches`,
      remedy: "Push both branches first.",
    });
  const { documents } = place;
  const pair = `open/${encodeURIComponent(base)}..${encodeURIComponent(head)}`;
  const earlier = await documents.read(pair, openRecord);
  const record = earlier && (await documents.read(`change-requests/${earlier.number}`, changeRequestRecord));
  if (record?.state === "open") return record;

  const number = await place.nextNumber();
  const made: ChangeRequestRecord = {
    number,
    title,
    body,
    author,
    base,
    head,
    commit,
    state: "open",
    comments: [],
    reviews: [],
  };
  await documents.update(`change-requests/${number}`, changeRequestRecord, () => made);
  // The first of two processes makes the pair's record; the other takes its change request back.
  const kept = await documents.update(pair, openRecord, (now) =>
    now?.number === earlier?.number ? { number } : undefined,
  );
  if (kept !== undefined && kept.number !== number) {
    await documents.update(
      `change-requests/${number}`,
      changeRequestRecord,
      (now) => now && { ...now, state: "closed" as const },
    );
    return await openRequest(place, { title, body, head, base }, author);
  }
  await writePages(place);
  return made;
}
