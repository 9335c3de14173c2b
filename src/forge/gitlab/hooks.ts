import type * as z from "zod";
import { hookBody, pushEvent, type ReadHook } from "../hook-body.ts";
import type { HookEvent, Hooks } from "../hooks.ts";
import { hookHead, mergeRequestHook, noteHook, pushHook } from "./hook-payloads.ts";
import { type HookSettings, refuseUnproved } from "./hook-proof.ts";
import { forgeUser } from "./identities.ts";

/** Webhooks of GitLab, by a signing token or a secret token. */
export function gitlabHooks(settings: HookSettings): Hooks {
  return {
    verify(hook) {
      refuseUnproved(settings, hook);
      const { headers } = hook;
      const name = headers["x-gitlab-event"] ?? "";
      const read = hookBody(settings.forge, name, hook.body);
      const { project } = read(hookHead);
      const isOurs = project.path_with_namespace.toLowerCase() === settings.repository.toLowerCase();
      // The other ids are new for each attempt, or shared by several webhooks.
      const delivery = headers["idempotency-key"] ?? headers["webhook-id"] ?? headers["x-gitlab-event-uuid"] ?? "";
      return { delivery, event: isOurs ? eventOf(name, read) : other(name) };
    },
  };
}

const other = (name: string): HookEvent => ({ kind: "other", name });

function eventOf(name: string, read: ReadHook): HookEvent {
  switch (name) {
    case "Merge Request Hook":
      return mergeRequestEvent(name, read(mergeRequestHook));
    case "Note Hook": {
      const { user, object_attributes: note, merge_request: request } = read(noteHook);
      // Older servers do not tell an edited comment from a new one, and another user may have edited it.
      const isNew = note.action === "create" && note.noteable_type === "MergeRequest" && note.system !== true;
      if (!isNew || !request) return other(`${name} ${note.action ?? "without an action"}`);
      return { kind: "comment", number: request.iid, by: forgeUser(user), body: note.note };
    }
    case "Push Hook":
      return pushEvent(name, read(pushHook));
    default:
      return other(name);
  }
}

function mergeRequestEvent(
  name: string,
  { user, object_attributes: { iid: number, action = "", oldrev }, changes }: z.infer<typeof mergeRequestHook>,
): HookEvent {
  const change = (kind: "opened" | "pushed" | "edited" | "closed"): HookEvent => ({
    kind: "change-request",
    number,
    action: kind,
  });
  switch (action) {
    case "open":
    case "reopen":
      return change("opened");
    case "close":
    case "merge":
      return change("closed");
    case "approved":
    case "approval":
    case "unapproved":
    case "unapproval":
      return { kind: "review", number, by: forgeUser(user) };
    case "update":
      // A push has no action of its own; what a reviewer thinks stands among the reviewers.
      if (oldrev) return change("pushed");
      if (changes && Object.hasOwn(changes, "reviewers")) return { kind: "review", number, by: forgeUser(user) };
      return change("edited");
    default:
      return other(`${name} ${action}`);
  }
}
