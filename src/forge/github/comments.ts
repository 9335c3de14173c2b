import * as z from "zod";
import type { Comments } from "../comments.ts";
import { hookBody } from "../hook-body.ts";
import { postedComment } from "./answers.ts";
import { commentsOf } from "./board.ts";
import type { GithubClient } from "./client.ts";
import { commentHook, hookHead } from "./hook-payloads.ts";
import { forgeUser, unknownUser } from "./identities.ts";

const anyEvent = z.object({
  comment: z.unknown().optional(),
  issue: z.unknown().optional(),
  action: z.unknown().optional(),
});

/** Those of pull requests are those of issues with the same number. The event says nothing of the head. */
export function githubComments(client: GithubClient): Comments {
  return {
    announced(event) {
      const read = hookBody(client.forge, "issue_comment", event);
      const { action, comment, issue } = read(anyEvent);
      if (action !== "created" || comment === undefined || issue === undefined) return undefined;
      if (read(hookHead).repository.full_name.toLowerCase() !== client.repository.toLowerCase()) return undefined;
      const found = read(commentHook);
      if (!found.issue.pull_request) return undefined;
      return { number: found.issue.number, id: String(found.comment.id), body: found.comment.body };
    },
    async of(number) {
      const read = await commentsOf(client, number, postedComment);
      return read
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, user, body = "", created_at: at, updated_at: updated, performed_via_github_app: app }) => ({
          id: String(id),
          by: user ? forgeUser(user) : unknownUser,
          body,
          at: new Date(at).toISOString(),
          isEdited: updated !== at,
          // An App may write in the name of a person.
          isByBot: user?.type !== "User" || (app !== null && app !== undefined),
        }));
    },
  };
}
