import type { Proposals } from "../proposals.ts";
import { changeRequest, current, everyRequest, readRequest } from "./change-requests.ts";
import { openRequest } from "./open-request.ts";
import { writePages } from "./page.ts";
import type { OpenedPlace } from "./place.ts";
import { changeRequestRecord } from "./records.ts";

export function localProposals(place: OpenedPlace): Proposals {
  return {
    async ensureOpen(wanted) {
      return await changeRequest(place, await openRequest(place, wanted, place.user));
    },
    async from(head) {
      const found = (await everyRequest(place)).filter((each) => each.head === head);
      const newest = found.toSorted((one, other) => other.number - one.number);
      return await Promise.all(newest.map((each) => changeRequest(place, each)));
    },
    async ensureClosed(number, at) {
      const { state, commit } = await current(place, await readRequest(place, number));
      if (state !== "open") return true;
      if (commit !== at) return false;
      await place.documents.update(
        `change-requests/${number}`,
        changeRequestRecord,
        (now) => now && (now.state === "open" ? { ...now, commit, state: "closed" as const } : now),
      );
      await writePages(place);
      return true;
    },
  };
}
