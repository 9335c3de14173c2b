import * as z from "zod";
import type { AnnouncedComment } from "../../comments.ts";
import { hookBody } from "../../hook-body.ts";
import type { HookEvent, Hooks } from "../../hooks.ts";
import { type HookSettings, type SignedHook, signedHook } from "../signed-hook.ts";
import { user } from "./answers.ts";
import { wasEdited } from "./edited-comment.ts";
import { cloudUser } from "./identities.ts";

const head = z.object({ repository: z.object({ full_name: z.string() }) });
const pullHook = z.object({ pullrequest: z.object({ id: z.number() }), actor: user });
const commentHook = pullHook.extend({ comment: z.object({ id: z.number(), content: z.object({ raw: z.string() }) }) });
const newComment = commentHook.extend({
  pullrequest: z.object({
    id: z.number(),
    source: z.object({ commit: z.object({ hash: z.string() }).nullish() }).optional(),
  }),
  comment: z.object({
    id: z.number(),
    content: z.object({ raw: z.string() }),
    created_on: z.string().optional(),
    updated_on: z.string().optional(),
  }),
});
const reference = z.object({ type: z.string(), name: z.string(), target: z.object({ hash: z.string() }) });
const pushHook = z.object({
  push: z.object({ changes: z.array(z.object({ new: reference.nullish(), old: reference.nullish() })) }),
});

/** Webhooks of Cloud. One of more than 256 KB is never sent. */
export function cloudHooks(settings: HookSettings): Hooks {
  return {
    verify(hook) {
      const signed = signedHook(settings, hook);
      const { repository } = signed.read(head);
      const isOurs = repository.full_name.toLowerCase() === settings.repository.toLowerCase();
      // Both retries of a delivery have the same one.
      const delivery = hook.headers["x-request-uuid"] ?? "";
      return { delivery, event: isOurs ? eventOf(signed) : { kind: "other", name: signed.name } };
    },
  };
}

const anyEvent = z.object({ comment: z.unknown().optional(), pullrequest: z.unknown().optional() });

/**
 * The new comment in the body of a webhook. Its kind stands in the headers alone, so that its times tell whether it is an edited one.
 *
 * @throws {HookMalformed}
 */
export function announcedOnCloud(forge: string, ours: string, event: Uint8Array): AnnouncedComment | undefined {
  const read = hookBody(forge, "pullrequest:comment_created", event);
  const { comment, pullrequest } = read(anyEvent);
  if (comment === undefined || pullrequest === undefined) return undefined;
  if (read(head).repository.full_name.toLowerCase() !== ours.toLowerCase()) return undefined;
  const found = read(newComment);
  if (wasEdited(found.comment.created_on, found.comment.updated_on)) return undefined;
  const commit = found.pullrequest.source?.commit?.hash;
  return {
    number: found.pullrequest.id,
    id: String(found.comment.id),
    body: found.comment.content.raw,
    ...(commit !== undefined && { head: commit }),
  };
}

/** What of a pull request changed. An update is a push or another title, and is not told apart. */
const actions: Readonly<Record<string, "opened" | "pushed" | "closed">> = {
  "pullrequest:created": "opened",
  "pullrequest:updated": "pushed",
  "pullrequest:fulfilled": "closed",
  "pullrequest:rejected": "closed",
};

const reviews = new Set([
  "pullrequest:approved",
  "pullrequest:unapproved",
  "pullrequest:changes_request_created",
  "pullrequest:changes_request_removed",
]);

function eventOf({ name, read }: SignedHook): HookEvent {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return { kind: "change-request", number: read(pullHook).pullrequest.id, action };
  if (reviews.has(name)) {
    const { pullrequest, actor } = read(pullHook);
    return { kind: "review", number: pullrequest.id, by: cloudUser(actor) };
  }
  if (name === "pullrequest:comment_created") {
    const { pullrequest, actor, comment } = read(commentHook);
    return { kind: "comment", number: pullrequest.id, by: cloudUser(actor), body: comment.content.raw };
  }
  if (name !== "repo:push") return { kind: "other", name };
  // One push of several branches is one webhook. The first branch that is still there stands for it.
  const change = read(pushHook).push.changes.find((each) => each.new?.type === "branch");
  if (!change?.new) return { kind: "other", name };
  const { name: branch, target } = change.new;
  return { kind: "push", branch, after: target.hash, ...(change.old && { before: change.old.target.hash }) };
}
