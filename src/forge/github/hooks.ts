import * as z from "zod";
import { textAt } from "../../lib/index.ts";
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

/** Webhooks of a repository, an organization or an App, signed with HMAC-SHA256 over their bytes. */
export function githubHooks(settings: HookSettings): Hooks {
  return {
    verify(hook) {
      refuseUnsigned(settings, hook);
      const name = hook.headers["x-github-event"] ?? "";
      const read = hookBody(settings.forge, name, hook.body);
      return { delivery: hook.headers["x-github-delivery"] ?? "", event: eventOf(name, settings, read) };
    },
  };
}

function refuseUnsigned({ forge, secret }: HookSettings, { headers, body }: ReceivedHook): void {
  const refuse = (because: string) => new HookNotVerified({ forge, because });
  if (secret === "") throw refuse("no secret is set here");
  // GitHub sends none where its webhook has no secret.
  const signature = /^sha256=([0-9a-f]{64})$/.exec(headers["x-hub-signature-256"] ?? "")?.[1];
  if (signature === undefined) throw refuse("it has no signature by SHA-256");
  if (!isSignature(signature, secret, body)) throw refuse("its signature is another secret's");
}

const other = (name: string, action?: string): HookEvent => ({
  kind: "other",
  name: action === undefined ? name : `${name} ${action}`,
});

/** What of a pull request changed, by GitHub's word. */
const actions = {
  opened: "opened",
  reopened: "opened",
  synchronize: "pushed",
  edited: "edited",
  ready_for_review: "edited",
  converted_to_draft: "edited",
  closed: "closed",
} as const;

const readers: Readonly<Record<string, (read: ReadHook) => HookEvent>> = {
  pull_request(read) {
    const { action, number } = read(pullHook);
    const known = Object.hasOwn(actions, action) ? actions[action as keyof typeof actions] : undefined;
    return known ? { kind: "change-request", number, action: known } : other("pull_request", action);
  },
  pull_request_review(read) {
    const { action, pull_request: pull, review } = read(reviewHook);
    if (action !== "submitted" || !review.user) return other("pull_request_review", action);
    const commit = review.commit_id;
    return { kind: "review", number: pull.number, by: forgeUser(review.user), ...(commit !== null && { commit }) };
  },
  issue_comment(read) {
    const { action, issue, comment, sender } = read(commentHook);
    // An edited comment is still shown as its author's, though another user may have edited it.
    if (action !== "created" || !issue.pull_request) return other("issue_comment", action);
    return { kind: "comment", number: issue.number, by: forgeUser(sender), body: comment.body };
  },
  push: (read) => pushEvent("push", read(pushHook)),
};

/** Events of an organization or an App may name another repository, or none. */
function eventOf(name: string, { repository }: HookSettings, read: ReadHook): HookEvent {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!reader) return other(name, textAt(read(z.unknown()), "action"));
  const isOurs = read(hookHead).repository.full_name.toLowerCase() === repository.toLowerCase();
  return isOurs ? reader(read) : other(name);
}
