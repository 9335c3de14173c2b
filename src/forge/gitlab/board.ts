import type * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
import { boardOver, revisedAmong } from "../board-over.ts";
import { NoSuchChangeRequest } from "../errors.ts";
import { hasMarker, markedComment } from "../html-marker.ts";
import type { Identities } from "../identities.ts";
import { note as noteAnswer } from "./answers.ts";
import type { GitLabClient } from "./client.ts";
import { plainLines } from "./plain-lines.ts";

/** Bytes. GitLab takes a million characters; blanks before slashes make a text longer by half at most. */
const commentBytes = 512 * 1024;

export function gitlabBoard(client: GitLabClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const { notes, repository } = client;
  const url = (number: number, id: number) => client.page(`/merge_requests/${number}#note_${id}`);
  return boardOver({
    limits: { commentBytes, dialect: "gitlab" },
    marked: (topic, text) => plainLines(markedComment({ forge: client.forge, limit: commentBytes }, topic, text)),
    ensuring: (work) => client.ensuring(work),
    revised: revisedAmong({
      url,
      async of(number, topic) {
        const me = await self();
        return (await notesOf(client, number, noteAnswer)).filter(
          ({ system, author, body }) => !system && String(author.id) === me.id && hasMarker(body, topic),
        );
      },
      remove: (number, id) => client.gone(notes.remove(repository, number, id)),
      edit: (number, id, body) =>
        client.maybe(`comment ${id}`, noteAnswer, notes.edit(repository, number, id, { body })),
    }),
    async created(number, body) {
      const { id } = await client.one("a new comment", noteAnswer, notes.create(repository, number, body));
      return { url: url(number, id), done: "created" };
    },
  });
}

/** Every note on a merge request, those of GitLab itself too. @throws {NoSuchChangeRequest} */
export async function notesOf<T>(client: GitLabClient, number: number, schema: z.ZodType<T>): Promise<readonly T[]> {
  const { notes, repository } = client;
  const what = `comments of merge request ${number}`;
  const found = await client.maybeList(what, schema, (page) => notes.all(repository, number, page));
  if (found === undefined) throw noSuchRequest(client, number);
  return found;
}

export function noSuchRequest({ forge, repository }: GitLabClient, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge, repository, number });
}
