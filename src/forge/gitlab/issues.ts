import { markerOf } from "../html-marker.ts";
import type { Identities } from "../identities.ts";
import type { Issues } from "../issues.ts";
import { issue as issueAnswer, note as noteAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { plainLines } from "./plain-lines.ts";

export function gitlabIssues(client: GitLabClient, { self }: Pick<Identities, "self">): Issues {
  const { issueNotes, issues, repository } = client;
  /** The newest one about the subject that we wrote. */
  const find = async (subject: string) => {
    const me = await self();
    const filter = { projectId: repository, scope: "all", authorId: Number(me.id) } as const;
    const all = await client.list("issues", issueAnswer, (page) => issues.all({ ...filter, ...page }));
    return all
      .filter(({ author, description }) => String(author?.id) === me.id && isAbout(description ?? "", subject))
      .toSorted((one, other) => other.iid - one.iid)[0];
  };
  const tracked = (number: number) => ({ number, url: client.page(`/issues/${number}`) });
  return {
    ensureIssue: (subject, { title: wantedTitle, body: text }) =>
      client.ensuring(async () => {
        const [title, description] = [wantedTitle.trim(), plainLines(subjectMarker(subject) + text)];
        const found = await find(subject);
        if (found?.state === "opened" && found.title === title && found.description === description)
          return tracked(found.iid);
        if (!found) {
          const made = await client.one("a new issue", issueAnswer, issues.create(repository, title, { description }));
          return tracked(made.iid);
        }
        const again = found.state === "opened" ? {} : ({ stateEvent: "reopen" } as const);
        await issues.edit(repository, found.iid, { title, description, ...again });
        return tracked(found.iid);
      }),
    closeIssue: (subject, text) =>
      client.ensuring(async () => {
        const found = await find(subject);
        if (found?.state !== "opened") return;
        const body = plainLines(text);
        const notes = await client.list(`comments of issue ${found.iid}`, noteAnswer, (page) =>
          issueNotes.all(repository, found.iid, page),
        );
        const last = notes.filter(({ system }) => !system).toSorted((one, other) => other.id - one.id)[0];
        // Written before the issue is closed, so that a call that failed in between still finds it open.
        if (last?.body !== body) await issueNotes.create(repository, found.iid, body);
        await issues.edit(repository, found.iid, { stateEvent: "close" });
      }),
  };
}

/** Subjects are free text, and the end of a comment in one would end the marker. */
const subjectMarker = (subject: string) => markerOf(encodeURIComponent(subject));

const isAbout = (description: string, subject: string) => description.startsWith(subjectMarker(subject).trimEnd());
