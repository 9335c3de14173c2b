import * as z from "zod";
import type { AnnouncedComment } from "../../comments.ts";
import { hookBody } from "../../hook-body.ts";
import type { HookEvent, Hooks } from "../../hooks.ts";
import { type HookSettings, type SignedHook, signedHook } from "../signed-hook.ts";
import { user } from "./answers.ts";
import { dataCenterUser } from "./identities.ts";

const repository = z.object({ slug: z.string(), project: z.object({ key: z.string() }) });
const head = z.union([
  z.object({ repository }).transform(({ repository: ofPush }) => ofPush),
  z
    .object({ pullRequest: z.object({ toRef: z.object({ repository }) }) })
    .transform((each) => each.pullRequest.toRef.repository),
]);
const pullHook = z.object({ pullRequest: z.object({ id: z.number() }), actor: user });
const reviewHook = pullHook.extend({ participant: z.object({ user, lastReviewedCommit: z.string().optional() }) });
const commentHook = pullHook.extend({ comment: z.object({ id: z.number(), text: z.string() }) });
const newComment = commentHook.extend({
  pullRequest: z.object({ id: z.number(), fromRef: z.object({ latestCommit: z.string() }) }),
});
const anyEvent = z.object({ eventKey: z.unknown().optional() });
const pushHook = z.object({
  changes: z.array(
    z.object({
      ref: z.object({ displayId: z.string(), type: z.string() }),
      fromHash: z.string(),
      toHash: z.string(),
      type: z.string(),
    }),
  ),
});

/** Webhooks of Data Center. One that failed is not sent again, and after five the next ones are left out for up to ten hours. */
export function dataCenterHooks(settings: HookSettings): Hooks {
  return {
    verify(hook) {
      const signed = signedHook(settings, hook);
      const { slug, project } = signed.read(head);
      const isOurs = `${project.key}/${slug}`.toLowerCase() === settings.repository.toLowerCase();
      const delivery = hook.headers["x-request-id"] ?? "";
      return { delivery, event: isOurs ? eventOf(signed) : { kind: "other", name: signed.name } };
    },
  };
}

/** The new comment in the body of a webhook. @throws {HookMalformed} */
export function announcedOnDataCenter(forge: string, ours: string, event: Uint8Array): AnnouncedComment | undefined {
  const read = hookBody(forge, "pr:comment:added", event);
  if (read(anyEvent).eventKey !== "pr:comment:added") return undefined;
  const { slug, project } = read(head);
  if (`${project.key}/${slug}`.toLowerCase() !== ours.toLowerCase()) return undefined;
  const { pullRequest, comment } = read(newComment);
  return {
    number: pullRequest.id,
    id: String(comment.id),
    body: comment.text,
    head: pullRequest.fromRef.latestCommit,
  };
}

/** What of a pull request changed. */
const actions: Readonly<Record<string, "opened" | "pushed" | "edited" | "closed">> = {
  "pr:opened": "opened",
  "pr:reopened": "opened",
  "pr:from_ref_updated": "pushed",
  "pr:to_ref_updated": "edited",
  "pr:modified": "edited",
  "pr:merged": "closed",
  "pr:declined": "closed",
  "pr:deleted": "closed",
};

const reviews = new Set(["pr:reviewer:approved", "pr:reviewer:unapproved", "pr:reviewer:needs_work"]);

const none = /^0+$/;

function eventOf({ name, read }: SignedHook): HookEvent {
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action) return { kind: "change-request", number: read(pullHook).pullRequest.id, action };
  if (reviews.has(name)) {
    const { pullRequest, participant } = read(reviewHook);
    const commit = participant.lastReviewedCommit;
    const by = dataCenterUser(participant.user);
    return { kind: "review", number: pullRequest.id, by, ...(commit !== undefined && { commit }) };
  }
  if (name === "pr:comment:added") {
    const { pullRequest, actor, comment } = read(commentHook);
    return { kind: "comment", number: pullRequest.id, by: dataCenterUser(actor), body: comment.text };
  }
  if (name !== "repo:refs_changed") return { kind: "other", name };
  // One push of several branches is one webhook. The first branch that is still there stands for it.
  const change = read(pushHook).changes.find(({ ref, type }) => ref.type === "BRANCH" && type !== "DELETE");
  if (!change) return { kind: "other", name };
  const { ref, fromHash, toHash } = change;
  return { kind: "push", branch: ref.displayId, after: toHash, ...(!none.test(fromHash) && { before: fromHash }) };
}
