import * as z from "zod";
import type { ChangeRequestBoard } from "../../board.ts";
import type { Identities } from "../../identities.ts";
import { commentBytes, hasMarker, markedComment } from "../marker.ts";
import { comment } from "./answers.ts";
import type { CloudClient } from "./client.ts";

export function cloudBoard(client: CloudClient, { self }: Pick<Identities, "self">): ChangeRequestBoard {
  return {
    limits: { commentBytes, dialect: "bitbucket" },
    async ensureComment({ number }, topic, text) {
      const body = markedComment(client.forge, topic, text);
      const me = await self();
      const base = `repositories/${client.repository}/pullrequests/${number}/comments`;
      const url = (id: number) => client.page(`/pull-requests/${number}#comment-${id}`);
      return await client.ensuring(async () => {
        const all = await client.listIfAny(`${base}?pagelen=100`, comment);
        if (all === undefined) return client.noSuchRequest(number);
        const ours = all
          // A deleted comment stays in the list, and so do answers and comments on lines.
          .filter((each) => !each.deleted && !each.parent && !each.inline)
          .filter(({ user, content }) => user?.uuid === me.id && hasMarker(content.raw, topic))
          .toSorted((one, other) => one.id - other.id);
        const [kept, ...doubles] = ours;
        // Two runs that found none at the same time have both written one.
        for (const { id } of doubles) await client.change({ method: "DELETE", path: `${base}/${id}` }, z.undefined());
        if (kept?.content.raw === body) return { url: url(kept.id), done: "unchanged" as const };
        const content = { content: { raw: body } };
        if (kept) {
          const edited = await client.change({ method: "PUT", path: `${base}/${kept.id}`, body: content }, comment);
          if (edited) return { url: url(edited.id), done: "updated" as const };
        }
        const { id } = await client.write({ method: "POST", path: base, body: content }, comment);
        return { url: url(id), done: "created" as const };
      });
    },
  };
}
