import * as z from "zod";
import type { ChangeRequestBoard } from "../../board.ts";
import { boardOver, revisedAmong } from "../../board-over.ts";
import type { Identities } from "../../identities.ts";
import { commentBytes, hasMarker, markedComment } from "../marker.ts";
import { comment } from "./answers.ts";
import type { CloudClient } from "./client.ts";

export function cloudBoard(client: CloudClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  const placeOf = (number: number) => `repositories/${client.repository}/pullrequests/${number}/comments`;
  const url = (number: number, id: number) => client.page(`/pull-requests/${number}#comment-${id}`);
  const sent = (body: string) => ({ content: { raw: body } });
  return boardOver({
    limits: { commentBytes, dialect: "bitbucket" },
    marked: (topic, text) => markedComment(client.forge, topic, text),
    ensuring: (work) => client.ensuring(work),
    revised: revisedAmong({
      url,
      async of(number, topic) {
        const me = await self();
        const all = await client.listIfAny(`${placeOf(number)}?pagelen=100`, comment);
        if (all === undefined) return client.noSuchRequest(number);
        return (
          all
            // A deleted comment stays in the list, and so do answers and comments on lines.
            .filter((each) => !each.deleted && !each.parent && !each.inline)
            .filter(({ user, content }) => user?.uuid === me.id && hasMarker(content.raw, topic))
            .map(({ id, content }) => ({ id, body: content.raw }))
        );
      },
      remove: (number, id) => client.change({ method: "DELETE", path: `${placeOf(number)}/${id}` }, z.undefined()),
      edit: (number, id, body) =>
        client.change({ method: "PUT", path: `${placeOf(number)}/${id}`, body: sent(body) }, comment),
    }),
    async created(number, body) {
      const { id } = await client.write({ method: "POST", path: placeOf(number), body: sent(body) }, comment);
      return { url: url(number, id), done: "created" };
    },
  });
}
