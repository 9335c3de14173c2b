import * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
import { boardOver, revisedAmong } from "../board-over.ts";
import { CommentTooLong, ForgeUnavailable, NoSuchChangeRequest } from "../errors.ts";
import type { Identities } from "../identities.ts";
import { comment, pull } from "./answers.ts";
import type { GiteaClient } from "./client.ts";
import { orServerError } from "./refusals.ts";

/** Bytes. Gitea takes any length, needs 2 s for 1 MiB, and sends each comment whole to every webhook. */
const commentBytes = 256 * 1024;
const markerBytes = 128;

/** The line that tells the comment of a topic from others. The line after it is empty, or Markdown would take it for HTML. */
export const markerOf = (topic: string) => `<!-- groundwork: ${topic} -->\n\n`;

export function giteaBoard(client: GiteaClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const base = `repos/${client.repository}`;
  const url = (number: number, id: number) => client.page(`/pulls/${number}#issuecomment-${id}`);
  const pathOf = (id: number) => `${base}/issues/comments/${id}`;
  return boardOver({
    limits: { commentBytes, dialect: "gitea" },
    marked: (topic, text) => bodyOf(client.forge, topic, text),
    ensuring: (work) => client.ensuring(work),
    revised: revisedAmong({
      url,
      async of(number, topic) {
        const me = await self();
        const marker = markerOf(topic).trimEnd();
        return (await commentsOf(client, number, comment)).filter(
          ({ user, body }) => String(user?.id) === me.id && body.startsWith(marker),
        );
      },
      remove: (_, id) => client.change({ method: "DELETE", path: pathOf(id) }, z.undefined()),
      edit: (_, id, body) => client.change({ method: "PATCH", path: pathOf(id), body: { body } }, comment),
    }),
    async created(number, body) {
      const path = `${base}/issues/${number}/comments`;
      const { id } = await client.write({ method: "POST", path, body: { body } }, comment);
      return { url: url(number, id), done: "created" };
    },
  });
}

/** Every comment of a change request. @throws {NoSuchChangeRequest} */
export async function commentsOf<T>(client: GiteaClient, number: number, schema: z.ZodType<T>): Promise<readonly T[]> {
  const path = `repos/${client.repository}/issues/${number}/comments`;
  const read = await orServerError(client.whole(path, z.array(schema)));
  if (!(read instanceof ForgeUnavailable)) return read;
  // Gitea answers 500 for comments of what does not exist.
  throw (await isMissing(client, number)) ? noSuchRequest(client, number) : read;
}

/** @throws {CommentTooLong} */
function bodyOf(forge: string, topic: string, text: string): string {
  // Gitea keeps a lone surrogate as U+FFFD, and the comment would never read as it was sent.
  const body = Buffer.from(markerOf(topic) + text, "utf8").toString("utf8");
  const bytes = Buffer.byteLength(body);
  if (bytes > commentBytes + markerBytes) throw new CommentTooLong({ forge, bytes, limit: commentBytes });
  return body;
}

/** False where it cannot be told. */
async function isMissing(client: GiteaClient, number: number): Promise<boolean> {
  const found = client.find(`repos/${client.repository}/pulls/${number}`, pull);
  return await found.then(
    (request) => request === undefined,
    () => false,
  );
}

export function noSuchRequest({ forge, repository }: GiteaClient, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge, repository, number });
}
