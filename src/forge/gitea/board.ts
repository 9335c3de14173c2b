import * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
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
  const commentsOf = async (number: number) => {
    const read = await orServerError(client.whole(`${base}/issues/${number}/comments`, z.array(comment)));
    if (!(read instanceof ForgeUnavailable)) return read;
    // Gitea answers 500 for comments of what does not exist.
    throw (await isMissing(client, number)) ? noSuchRequest(client, number) : read;
  };
  return {
    limits: { commentBytes, dialect: "gitea" },
    async ensureComment({ number }, topic, text) {
      // Gitea keeps a lone surrogate as U+FFFD, and the comment would never read as it was sent.
      const body = Buffer.from(markerOf(topic) + text, "utf8").toString("utf8");
      refuseTooLong(client.forge, body);
      const me = await self();
      return await client.ensuring(async () => {
        const ours = (await commentsOf(number))
          .filter(({ user, body: read }) => String(user?.id) === me.id && read.startsWith(markerOf(topic).trimEnd()))
          .toSorted((one, other) => one.id - other.id);
        const [kept, ...doubles] = ours;
        // Two runs that found none at the same time have both written one.
        for (const { id } of doubles)
          await client.change({ method: "DELETE", path: `${base}/issues/comments/${id}` }, z.undefined());
        const url = (id: number) => client.page(`/pulls/${number}#issuecomment-${id}`);
        if (kept?.body === body) return { url: url(kept.id), done: "unchanged" as const };
        if (kept) {
          const path = `${base}/issues/comments/${kept.id}`;
          const edited = await client.change({ method: "PATCH", path, body: { body } }, comment);
          if (edited) return { url: url(edited.id), done: "updated" as const };
        }
        const path = `${base}/issues/${number}/comments`;
        const { id } = await client.write({ method: "POST", path, body: { body } }, comment);
        return { url: url(id), done: "created" as const };
      });
    },
  };
}

function refuseTooLong(forge: string, body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes > commentBytes + markerBytes) throw new CommentTooLong({ forge, bytes, limit: commentBytes });
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
