import { HookNotVerified } from "../errors.ts";
import { hookBody, isSignature, pushEvent, type ReadHook } from "../hook-body.ts";
import type { HookEvent, Hooks, ReceivedHook } from "../hooks.ts";
import { commentHook, hookHead, pullHook, pushHook, reviewHook } from "./hook-payloads.ts";
import { forgeUser } from "./identities.ts";

/** What webhooks of a repository are checked with. */
export interface HookSettings {
  /** The server, for people. */
  readonly forge: string;
  readonly repository: string;
  readonly secret: string;
}

/**
 * Webhooks of Gitea and Forgejo, signed with HMAC-SHA256 over their bytes.
 *
 * Gitea sends GitHub's header names as well, and all of its signature headers without a value where the webhook has no secret.
 */
export function giteaHooks(settings: HookSettings): Hooks {
  return {
    verify(hook) {
      refuseUnsigned(settings, hook);
      const name = hook.headers["x-gitea-event"] ?? "";
      const read = hookBody(settings.forge, name, hook.body);
      const { repository } = read(hookHead);
      const isOurs = repository.full_name.toLowerCase() === settings.repository.toLowerCase();
      const event = isOurs ? eventOf(name, read) : other(name);
      return { delivery: hook.headers["x-gitea-delivery"] ?? "", event };
    },
  };
}

function refuseUnsigned({ forge, secret }: HookSettings, { headers, body }: ReceivedHook): void {
  const refuse = (because: string) => new HookNotVerified({ forge, because });
  if (secret === "") throw refuse("no secret is set here");
  const signature = headers["x-gitea-signature"] ?? "";
  if (signature === "") throw refuse("it has no signature");
  if (!isSignature(signature, secret, body)) throw refuse("its signature is another secret's");
}

const other = (name: string): HookEvent => ({ kind: "other", name });

/** What of a pull request changed, by Gitea's word. */
const actions = {
  opened: "opened",
  reopened: "opened",
  synchronized: "pushed",
  edited: "edited",
  closed: "closed",
} as const;

function eventOf(name: string, read: ReadHook): HookEvent {
  switch (name) {
    case "pull_request": {
      const { action, number } = read(pullHook);
      const known = Object.hasOwn(actions, action) ? actions[action as keyof typeof actions] : undefined;
      return known ? { kind: "change-request", number, action: known } : other(`${name} ${action}`);
    }
    // The payload names neither the review nor its commit: the reviews are read again.
    case "pull_request_approved":
    case "pull_request_rejected": {
      const { pull_request: pull, sender } = read(reviewHook);
      return { kind: "review", number: pull.number, by: forgeUser(sender) };
    }
    case "issue_comment": {
      const { action, is_pull: isPull, issue, comment, sender } = read(commentHook);
      // An edited comment is still shown as its author's, though another user may have edited it.
      if (action !== "created" || !isPull) return other(`${name} ${action}`);
      return { kind: "comment", number: issue.number, by: forgeUser(sender), body: comment.body };
    }
    case "push":
      return pushEvent(name, read(pushHook));
    default:
      return other(name);
  }
}
