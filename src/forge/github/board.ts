import * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
import { CommentTooLong, ForgeRefused, NoSuchChangeRequest } from "../errors.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities } from "../identities.ts";
import { comment } from "./answers.ts";
import type { GithubClient } from "./client.ts";

/** Bytes. GitHub's error speaks of 65,536 characters, and 262,144 bytes were measured: below both. */
const commentBytes = 65_000;
const markerBytes = 128;

/** The line that tells the comment of a topic from others. The line after it is empty, or Markdown would take it for HTML. */
export const markerOf = (topic: string) => `<!-- groundwork: ${topic} -->\n\n`;

export function githubBoard(client: GithubClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const base = `repos/${client.repository}/issues`;
  return {
    limits: { commentBytes, dialect: "github" },
    async ensureComment({ number }, topic, text) {
      // A lone surrogate is kept as U+FFFD, and the comment would never read as it was sent.
      const body = Buffer.from(markerOf(topic) + text, "utf8").toString("utf8");
      refuseTooLong(client.forge, body);
      const me = await self();
      return await client.ensuring(async () => {
        const [kept, ...doubles] = (await commentsOf(client, number))
          .filter(({ user, body: read }) => String(user?.id) === me.id && read?.startsWith(markerOf(topic).trimEnd()))
          .toSorted((one, other) => one.id - other.id);
        // Two runs that found none at the same time have both written one.
        for (const { id } of doubles)
          await client.change({ method: "DELETE", path: `${base}/comments/${id}` }, z.undefined());
        const url = (id: number) => client.page(`/pull/${number}#issuecomment-${id}`);
        if (kept?.body === body) return { url: url(kept.id), done: "unchanged" as const };
        if (kept) {
          const path = `${base}/comments/${kept.id}`;
          const edited = await client.change({ method: "PATCH", path, body: { body } }, comment);
          if (edited) return { url: url(edited.id), done: "updated" as const };
        }
        const { id } = await client.write(
          { method: "POST", path: `${base}/${number}/comments`, body: { body } },
          comment,
        );
        return { url: url(id), done: "created" as const };
      });
    },
  };
}

/** GitHub gives them oldest first and in no other order, so that the own one is looked for on all pages. */
async function commentsOf(client: GithubClient, number: number) {
  const path = `repos/${client.repository}/issues/${number}/comments`;
  const read = await orRefusal(client.list(path, z.array(comment)), 404);
  if (read instanceof ForgeRefused) throw noSuchRequest(client, number);
  return read;
}

function refuseTooLong(forge: string, body: string): void {
  const bytes = Buffer.byteLength(body);
  if (bytes > commentBytes + markerBytes) throw new CommentTooLong({ forge, bytes, limit: commentBytes });
}

export function noSuchRequest({ forge, repository }: GithubClient, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge, repository, number });
}
