import * as z from "zod";
import type { Comments } from "../comments.ts";
import { hookBody } from "../hook-body.ts";
import { postedNote } from "./answers.ts";
import { notesOf } from "./board.ts";
import type { GitLabClient } from "./client.ts";
import { notesWithoutEdit } from "./edited-notes.ts";
import { hookHead, newNoteHook } from "./hook-payloads.ts";
import { forgeUser } from "./identities.ts";

/** Users of access tokens and of service accounts are named by GitLab. */
const namedByGitLab = /^(?:(?:project|group)_\d+_bot(?:_|$)|service_account_)/u;

/** Notes on lines of the change have another type, and answers that of a discussion. */
const isOnWhole = ({ system, type }: { readonly system: boolean; readonly type?: string | null | undefined }) =>
  !system && (type === null || type === undefined);

const anyEvent = z.object({ object_kind: z.unknown().optional() });

/** GitLab starts no pipeline for a comment: a webhook starts one, which gets the event as `TRIGGER_PAYLOAD`. */
export function gitlabComments(client: GitLabClient): Comments {
  return {
    announced(event) {
      const read = hookBody(client.forge, "Note Hook", event);
      if (read(anyEvent).object_kind !== "note") return undefined;
      if (read(hookHead).project.path_with_namespace.toLowerCase() !== client.repository.toLowerCase())
        return undefined;
      const { object_attributes: note, merge_request: request } = read(newNoteHook);
      // Older servers do not tell an edited comment from a new one.
      const isNew = note.action === "create" && note.noteable_type === "MergeRequest" && note.system !== true;
      if (!isNew || !request) return undefined;
      const head = request.last_commit?.id;
      return { number: request.iid, id: String(note.id), body: note.note, ...(head !== undefined && { head }) };
    },
    async of(number) {
      const notes = (await notesOf(client, number, postedNote)).filter(isOnWhole);
      const isTouched = notes.some(({ created_at: at, updated_at: updated }) => updated !== at);
      const asWritten = isTouched ? await notesWithoutEdit(client, number) : new Set();
      return notes
        .toSorted((one, other) => one.id - other.id)
        .map(({ id, author, body, created_at: at, updated_at: updated }) => ({
          id: String(id),
          by: forgeUser(author),
          body,
          at: new Date(at).toISOString(),
          isEdited: updated !== at && !asWritten.has(id),
          isByBot: namedByGitLab.test(author.username),
        }));
    },
  };
}
