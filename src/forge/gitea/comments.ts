import * as z from "zod";
import type { Comments } from "../comments.ts";
import { hookBody } from "../hook-body.ts";
import { postedComment } from "./answers.ts";
import { commentsOf } from "./board.ts";
import type { GiteaClient } from "./client.ts";
import { commentHook, hookHead } from "./hook-payloads.ts";
import { deletedUser, forgeUser } from "./identities.ts";

/** The users of Gitea that are no persons, such as that of its Actions, have numbers below zero. */
const isPerson = (user: { readonly id: number } | null) => user !== null && user.id > 0;

const anyEvent = z.object({
  comment: z.unknown().optional(),
  is_pull: z.unknown().optional(),
  action: z.unknown().optional(),
});

export function giteaComments(client: GiteaClient): Comments {
  return {
    announced(event) {
      const read = hookBody(client.forge, "issue_comment", event);
      const { action, is_pull: isPull, comment } = read(anyEvent);
      if (action !== "created" || isPull !== true || comment === undefined) return undefined;
      if (read(hookHead).repository.full_name.toLowerCase() !== client.repository.toLowerCase()) return undefined;
      const found = read(commentHook);
      const head = found.pull_request?.head.sha;
      const { id, body } = found.comment;
      return { number: found.issue.number, id: String(id), body, ...(head !== undefined && { head }) };
    },
    async of(number) {
      const read = await commentsOf(client, number, postedComment);
      return read
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, user, body, created_at: at, updated_at: updated }) => ({
          id: String(id),
          by: user ? forgeUser(user) : deletedUser,
          body,
          at: new Date(at).toISOString(),
          isEdited: updated !== at,
          isByBot: !isPerson(user),
        }));
    },
  };
}
