import type { ChangeRequestBoard } from "../board.ts";
import { CommentTooLong, NoSuchChangeRequest } from "../errors.ts";
import type { Identities } from "../identities.ts";
import { note as noteAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { plainLines } from "./plain-lines.ts";

/** Bytes. GitLab takes a million characters; blanks before slashes make a text longer by half at most. */
const commentBytes = 512 * 1024;
const markerBytes = 128;

/** The line that tells the comment of a topic from others. The line after it is empty, or Markdown would take it for HTML. */
export const markerOf = (topic: string) => `<!-- groundwork: ${topic} -->\n\n`;

export function gitlabBoard(client: GitLabClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const { notes, repository } = client;
  const notesOf = async (number: number) => {
    const what = `comments of merge request ${number}`;
    const found = await client.maybeList(what, noteAnswer, (page) => notes.all(repository, number, page));
    if (found === undefined) throw noSuchRequest(client, number);
    return found;
  };
  return {
    limits: { commentBytes, dialect: "gitlab" },
    async ensureComment({ number }, topic, text) {
      refuseTooLong(client.forge, markerOf(topic) + text);
      const body = plainLines(markerOf(topic) + text);
      const me = await self();
      return await client.ensuring(async () => {
        const ours = (await notesOf(number))
          .filter(({ system, author }) => !system && String(author.id) === me.id)
          .filter(({ body: read }) => read.startsWith(markerOf(topic).trimEnd()))
          .toSorted((one, other) => one.id - other.id);
        const [kept, ...doubles] = ours;
        // Two runs that found none at the same time have both written one.
        for (const { id } of doubles) await client.gone(notes.remove(repository, number, id));
        const url = (id: number) => client.page(`/merge_requests/${number}#note_${id}`);
        if (kept?.body === body) return { url: url(kept.id), done: "unchanged" as const };
        if (kept) {
          const asked = notes.edit(repository, number, kept.id, { body });
          const edited = await client.maybe(`comment ${kept.id}`, noteAnswer, asked);
          if (edited) return { url: url(edited.id), done: "updated" as const };
        }
        const { id } = await client.one("a new comment", noteAnswer, notes.create(repository, number, body));
        return { url: url(id), done: "created" as const };
      });
    },
  };
}

function refuseTooLong(forge: string, body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes > commentBytes + markerBytes) throw new CommentTooLong({ forge, bytes, limit: commentBytes });
}

export function noSuchRequest({ forge, repository }: GitLabClient, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge, repository, number });
}
