/** A hand-written GitLab on loopback. */
export type { Delivery } from "./deliveries.ts";
export { type FakeGitLab, fakeGitLab } from "./fake-gitlab.ts";
