import * as z from "zod";
import { ForgeRefused } from "../errors.ts";
import { markerOf } from "../html-marker.ts";
import type { Identities } from "../identities.ts";
import type { Issues } from "../issues.ts";
import { comment, issue as issueAnswer } from "./answers.ts";
import type { GithubClient } from "./client.ts";

export function githubIssues(client: GithubClient, { self }: Pick<Identities, "self">): Issues {
  const base = `repos/${client.repository}/issues`;
  /** The newest one about the subject that we wrote. */
  const find = async (subject: string) => {
    const me = await self();
    const query = new URLSearchParams({ state: "all", creator: me.name });
    const all = await client.list(`${base}?${query.toString()}`, z.array(issueAnswer));
    const marker = subjectMarker(subject).trimEnd();
    return all
      .filter((each) => each.pull_request === undefined)
      .filter(({ user, body }) => String(user?.id) === me.id && body?.startsWith(marker))
      .toSorted((one, other) => other.number - one.number)[0];
  };
  const tracked = (number: number) => ({ number, url: client.page(`/issues/${number}`) });
  return {
    ensureIssue: (subject, { title, body: text }) =>
      client.ensuring(async () => {
        // As GitHub keeps it: see the board.
        const body = Buffer.from(subjectMarker(subject) + text, "utf8").toString("utf8");
        const found = await find(subject);
        if (found?.state === "open" && found.title === title && found.body === body) return tracked(found.number);
        const request = found
          ? ({ method: "PATCH", path: `${base}/${found.number}`, body: { title, body, state: "open" } } as const)
          : ({ method: "POST", path: base, body: { title, body } } as const);
        const written = await client.write(request, issueAnswer);
        // Of a text that is too long, GitHub keeps the one before, and answers that it was changed.
        if (written.body !== body) throw notKept(client, written.number);
        return tracked(written.number);
      }),
    closeIssue: (subject, text) =>
      client.ensuring(async () => {
        const found = await find(subject);
        if (found?.state !== "open") return;
        const path = `${base}/${found.number}`;
        // Written before the issue is closed, so that a call that failed in between still finds it open.
        const comments = await client.list(`${path}/comments`, z.array(comment));
        if (comments.at(-1)?.body !== text)
          await client.write({ method: "POST", path: `${path}/comments`, body: { body: text } }, comment);
        await client.write({ method: "PATCH", path, body: { state: "closed" } }, issueAnswer);
      }),
  };
}

function notKept({ forge }: GithubClient, number: number): ForgeRefused {
  return new ForgeRefused({
    forge,
    request: `an edit of issue ${number}`,
    what: "it answered that the text was changed, and kept the one before",
    remedy: "Make the text shorter than 65,536 characters.",
  });
}

/** Subjects are free text, and the end of a comment in one would end the marker. */
const subjectMarker = (subject: string) => markerOf(encodeURIComponent(subject));
