/** A hand-written GitHub on loopback, whose answers are held to GitHub's own descriptions. */
export { type FakeGithub, fakeGithub } from "./fake-github.ts";
export type { Delivery } from "./webhooks.ts";
