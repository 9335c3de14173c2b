/** A hand-written Gitea 1.26.0 on loopback. */
export { type FakeGitea, fakeGitea } from "./fake-gitea.ts";
export type { Fault, FaultKind } from "./faults.ts";
export type { Delivery } from "./webhooks.ts";
