import * as z from "zod";
import { markerOf } from "../html-marker.ts";
import type { Identities } from "../identities.ts";
import type { Issues } from "../issues.ts";
import { comment, issue as issueAnswer, listOf } from "./answers.ts";
import type { GiteaClient } from "./client.ts";

export function giteaIssues(client: GiteaClient, { self }: Pick<Identities, "self">): Issues {
  const base = `repos/${client.repository}/issues`;
  /** The newest one about the subject that we wrote. */
  const find = async (subject: string) => {
    const me = await self();
    const all = await client.list(`${base}?type=issues&state=all`, listOf(issueAnswer));
    return all
      .filter(({ user, body }) => String(user?.id) === me.id && body.startsWith(subjectMarker(subject).trimEnd()))
      .toSorted((one, other) => other.number - one.number)[0];
  };
  const tracked = (number: number) => ({ number, url: client.page(`/issues/${number}`) });
  return {
    ensureIssue: (subject, { title, body: text }) =>
      client.ensuring(async () => {
        // As Gitea keeps it: see the board.
        const body = Buffer.from(subjectMarker(subject) + text, "utf8").toString("utf8");
        const found = await find(subject);
        if (found?.state === "open" && found.title === title && found.body === body) return tracked(found.number);
        const request = found
          ? ({ method: "PATCH", path: `${base}/${found.number}`, body: { title, body, state: "open" } } as const)
          : ({ method: "POST", path: base, body: { title, body } } as const);
        return tracked((await client.write(request, issueAnswer)).number);
      }),
    closeIssue: (subject, text) =>
      client.ensuring(async () => {
        const found = await find(subject);
        if (found?.state !== "open") return;
        const path = `${base}/${found.number}`;
        // Written before the issue is closed, so that a call that failed in between still finds it open.
        const comments = await client.whole(`${path}/comments`, z.array(comment));
        if (comments.at(-1)?.body !== text)
          await client.write({ method: "POST", path: `${path}/comments`, body: { body: text } }, comment);
        await client.write({ method: "PATCH", path, body: { state: "closed" } }, issueAnswer);
      }),
  };
}

/** Subjects are free text, and the end of a comment in one would end the marker. */
const subjectMarker = (subject: string) => markerOf(encodeURIComponent(subject));
