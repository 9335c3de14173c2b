import * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
import { boardOver, revisedAmong } from "../board-over.ts";
import { ForgeUnavailable, NoSuchChangeRequest } from "../errors.ts";
import { hasMarker, markedComment } from "../html-marker.ts";
import type { Identities } from "../identities.ts";
import { comment, pull } from "./answers.ts";
import type { GiteaClient } from "./client.ts";
import { orServerError } from "./refusals.ts";

/** Bytes. Gitea takes any length, needs 2 s for 1 MiB, and sends each comment whole to every webhook. */
const commentBytes = 256 * 1024;

export function giteaBoard(client: GiteaClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const base = `repos/${client.repository}`;
  const url = (number: number, id: number) => client.page(`/pulls/${number}#issuecomment-${id}`);
  const pathOf = (id: number) => `${base}/issues/comments/${id}`;
  return boardOver({
    limits: { commentBytes, dialect: "gitea" },
    marked: (topic, text) => markedComment({ forge: client.forge, limit: commentBytes }, topic, text),
    ensuring: (work) => client.ensuring(work),
    revised: revisedAmong({
      url,
      async of(number, topic) {
        const me = await self();
        return (await commentsOf(client, number, comment)).filter(
          ({ user, body }) => String(user?.id) === me.id && hasMarker(body, topic),
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
