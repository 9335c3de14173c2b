import type { Comments } from "../../comments.ts";
import { postedComment } from "./answers.ts";
import type { CloudClient } from "./client.ts";
import { wasEdited } from "./edited-comment.ts";
import { announcedOnCloud } from "./hooks.ts";
import { cloudUser, deletedUser } from "./identities.ts";

/** Pipelines are started by no comment: a webhook's receiver hands its body on. */
export function cloudComments(client: CloudClient): Comments {
  return {
    announced: (event) => announcedOnCloud(client.forge, client.repository, event),
    async of(number) {
      const path = `repositories/${client.repository}/pullrequests/${number}/comments?pagelen=100`;
      const read = await client.listIfAny(path, postedComment);
      if (read === undefined) return client.noSuchRequest(number);
      return (
        read
          // A deleted comment stays in the list, and so do answers and comments on lines.
          .filter((each) => !each.deleted && !each.parent && !each.inline)
          .toSorted((one, other) => one.id - other.id)
          .map(({ id, user, content, created_on: at, updated_on: updated }) => ({
            id: String(id),
            by: user ? cloudUser(user) : deletedUser,
            body: content.raw,
            at: new Date(at).toISOString(),
            isEdited: wasEdited(at, updated),
            isByBot: user?.type !== "user",
          }))
      );
    },
  };
}
