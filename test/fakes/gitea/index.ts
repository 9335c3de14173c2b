/** A hand-written Gitea 1.26.0 on loopback. */

export type { Fault, FaultKind } from "../forge-host/faults.ts";
export { type FakeGitea, fakeGitea } from "./fake-gitea.ts";
export type { Delivery } from "./webhooks.ts";
