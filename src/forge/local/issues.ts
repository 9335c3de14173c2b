import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Issues } from "../issues.ts";
import type { OpenedPlace } from "./place.ts";
import { issueRecord, openRecord } from "./records.ts";

export function localIssues(place: OpenedPlace): Issues {
  const { documents, user } = place;
  const trackedBy = (subject: string) => `subjects/${encodeURIComponent(user)}..${encodeURIComponent(subject)}`;
  const tracked = (number: number) => ({
    number,
    url: pathToFileURL(path.join(place.folder, "issues", String(number))).href,
  });
  return {
    async ensureIssue(subject, { title, body }) {
      const number = (await documents.read(trackedBy(subject), openRecord))?.number ?? (await place.nextNumber());
      // Of two processes that find none, the first one's number is kept.
      const kept = await documents.update(trackedBy(subject), openRecord, (now) => now ?? { number });
      await documents.update(`issues/${kept?.number ?? number}`, issueRecord, (now) => {
        if (now?.state === "open" && now.title === title && now.body === body) return now;
        const made = { number: kept?.number ?? number, author: user, subject, comments: [] };
        return { ...made, ...now, title, body, state: "open" as const };
      });
      return tracked(kept?.number ?? number);
    },
    async closeIssue(subject, text) {
      const found = await documents.read(trackedBy(subject), openRecord);
      if (found === undefined) return;
      await documents.update(`issues/${found.number}`, issueRecord, (now) => {
        if (now?.state !== "open") return now;
        const comment = { id: now.comments.length + 1, author: user, body: text, at: place.now() };
        return { ...now, state: "closed" as const, comments: [...now.comments, comment] };
      });
    },
  };
}
