import * as z from "zod";
import type { ChangeRequestBoard } from "../board.ts";
import { boardOver, revisedAmong } from "../board-over.ts";
import { ForgeRefused, NoSuchChangeRequest } from "../errors.ts";
import { hasMarker, markedComment } from "../html-marker.ts";
import { orRefusal } from "../http/index.ts";
import type { Identities } from "../identities.ts";
import { comment } from "./answers.ts";
import type { GithubClient } from "./client.ts";

/** Bytes. GitHub's error speaks of 65,536 characters, and 262,144 bytes were measured: below both. */
const commentBytes = 65_000;

export function githubBoard(client: GithubClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const base = `repos/${client.repository}/issues`;
  const url = (number: number, id: number) => client.page(`/pull/${number}#issuecomment-${id}`);
  const pathOf = (id: number) => `${base}/comments/${id}`;
  return boardOver({
    limits: { commentBytes, dialect: "github" },
    marked: (topic, text) => markedComment({ forge: client.forge, limit: commentBytes }, topic, text),
    ensuring: (work) => client.ensuring(work),
    revised: revisedAmong({
      url,
      async of(number, topic) {
        const me = await self();
        return (await commentsOf(client, number, comment)).flatMap(({ id, user, body }) =>
          String(user?.id) === me.id && body && hasMarker(body, topic) ? [{ id, body }] : [],
        );
      },
      remove: (_, id) => client.change({ method: "DELETE", path: pathOf(id) }, z.undefined()),
      edit: (_, id, body) => client.change({ method: "PATCH", path: pathOf(id), body: { body } }, comment),
    }),
    async created(number, body) {
      const path = `${base}/${number}/comments`;
      const { id } = await client.write({ method: "POST", path, body: { body } }, comment);
      return { url: url(number, id), done: "created" };
    },
  });
}

/** GitHub gives them oldest first and in no other order, so that the own one is looked for on all pages. @throws {NoSuchChangeRequest} */
export async function commentsOf<T>(client: GithubClient, number: number, schema: z.ZodType<T>): Promise<readonly T[]> {
  const path = `repos/${client.repository}/issues/${number}/comments`;
  const read = await orRefusal(client.list(path, z.array(schema)), 404);
  if (read instanceof ForgeRefused) throw noSuchRequest(client, number);
  return read;
}

export function noSuchRequest({ forge, repository }: GithubClient, number: number): NoSuchChangeRequest {
  return new NoSuchChangeRequest({ forge, repository, number });
}
