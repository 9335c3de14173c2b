import { createHmac, timingSafeEqual } from "node:crypto";
import type * as z from "zod";
import { messageOf, textAt } from "../../lib/index.ts";
import { HookMalformed, HookNotVerified } from "../errors.ts";
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
      const body = jsonOf(settings, name, hook.body);
      const read = <T>(schema: z.ZodType<T>): T => {
        const result = schema.safeParse(body);
        if (result.success) return result.data;
        throw new HookMalformed({ forge: settings.forge, event: name, because: messageOf(result.error) });
      };
      return { delivery: hook.headers["x-github-delivery"] ?? "", event: eventOf(name, body, settings, read) };
    },
  };
}

function refuseUnsigned({ forge, secret }: HookSettings, { headers, body }: ReceivedHook): void {
  const refuse = (because: string) => new HookNotVerified({ forge, because });
  if (secret === "") throw refuse("no secret is set here");
  // GitHub sends none where its webhook has no secret.
  const signature = /^sha256=([0-9a-f]{64})$/.exec(headers["x-hub-signature-256"] ?? "")?.[1];
  if (signature === undefined) throw refuse("it has no signature by SHA-256");
  const expected = createHmac("sha256", secret).update(body).digest();
  if (!timingSafeEqual(Buffer.from(signature, "hex"), expected)) throw refuse("its signature is another secret's");
}

function jsonOf({ forge }: HookSettings, event: string, body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString("utf8")) as unknown;
  } catch (cause) {
    const because = "its body is no JSON: its content type has to be application/json";
    throw new HookMalformed({ forge, event, because }, { cause });
  }
}

const other = (name: string, action?: string): HookEvent => ({
  kind: "other",
  name: action === undefined ? name : `${name} ${action}`,
});

const branches = "refs/heads/";
const none = /^0+$/;

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

type Reader = <T>(schema: z.ZodType<T>) => T;

const readers: Readonly<Record<string, (read: Reader) => HookEvent>> = {
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
  push(read) {
    const { ref, before, after } = read(pushHook);
    if (!ref.startsWith(branches) || none.test(after)) return other("push", ref);
    return { kind: "push", branch: ref.slice(branches.length), after, ...(!none.test(before) && { before }) };
  },
};

/** Events of an organization or an App may name another repository, or none. */
function eventOf(name: string, body: unknown, { repository }: HookSettings, read: Reader): HookEvent {
  const reader = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (!reader) return other(name, textAt(body, "action"));
  const isOurs = read(hookHead).repository.full_name.toLowerCase() === repository.toLowerCase();
  return isOurs ? reader(read) : other(name);
}
