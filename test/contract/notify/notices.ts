import type { Notice } from "../../../src/notify/index.ts";
import { type SendingPolicy, usualSending } from "../../../src/notify/sending.ts";

/** A policy that waits for nothing, and writes down what it would have waited for. */
export function hastySending(waited: number[] = []): SendingPolicy {
  return {
    ...usualSending,
    timeout: 300,
    pause: async (milliseconds) => {
      waited.push(milliseconds);
    },
  };
}

const since = "2026-01-05T12:00:00.000Z";
const matter = {
  key: "drift:0123456789abcdef",
  kind: "drift",
  layer: "infrastructure",
  subject: "gcp:compute:Firewall <!channel> *ssh*",
} as const;
const by = { actor: "eve@example.com", at: "2026-01-05T11:58:03Z" };
const appearance = { change: "changed", paths: ["sourceRanges"], causes: ["changed-outside"], by } as const;

/** A difference that is told for the first time in these environments. */
export function openedIn(...environments: readonly string[]): Notice {
  return {
    id: "1".repeat(32),
    thread: "a".repeat(32),
    route: "ops",
    kind: "drift",
    news: "opened",
    matter,
    appearance,
    environments,
    joined: environments,
    altered: [],
    left: [],
    accepted: {},
    since,
    at: "2026-01-05T13:10:00.000Z",
    commit: "c".repeat(40),
    open: new Map(environments.map((name) => [name, [{ matter, appearance, since }]])),
  };
}

/** The difference is in more environments than before. */
export function joinedBy(before: Notice, name: string, message: string | undefined): Notice {
  const environments = [...before.environments, name];
  return {
    ...before,
    id: "2".repeat(32),
    news: "changed",
    environments,
    joined: [name],
    open: new Map(environments.map((each) => [each, [{ matter, appearance, since }]])),
    ...(message !== undefined && { message }),
  };
}

/** The difference is gone everywhere. */
export function resolvedOf(before: Notice, message: string | undefined): Notice {
  return {
    ...before,
    id: "3".repeat(32),
    news: "resolved",
    environments: [],
    joined: [],
    left: before.environments,
    until: "2026-01-05T14:00:00.000Z",
    at: "2026-01-05T14:20:00.000Z",
    open: new Map(),
    ...(message !== undefined && { message }),
  };
}

export function testNotice(): Notice {
  const { matter: _, ...notice } = openedIn();
  return { ...notice, kind: "test" };
}
