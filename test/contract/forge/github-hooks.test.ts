import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Hooks } from "../../../src/forge/index.ts";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import { type GithubWorld, githubWorld } from "./github-world.ts";
import { anyDelivery, hooksContract, received } from "./hooks-contract.ts";
import { announcedStory } from "./hooks-story.ts";

let github: FakeGithub;
let world: GithubWorld;
let hooks: Hooks;
let seen = 0;
const secret = "shared between both";

beforeAll(async () => {
  github = await fakeGithub();
});
afterAll(async () => {
  await github.stop();
});
beforeEach(async () => {
  world = await githubWorld(github);
  hooks = hooksWith(secret);
  world.kept.hooks.push(secret);
  seen = github.deliveries.length;
});
afterEach(async () => {
  await world.end();
});

function hooksWith(hookSecret: string, repository = world.repository): Hooks {
  const { hooks } = world.forgeAs(world.as, { hookSecret, repository });
  if (!hooks) throw new Error("no port for webhooks");
  return hooks;
}

const deliveries = () => github.deliveries.slice(seen);
const events = () => deliveries().map((delivery) => hooks.verify(received(delivery)).event);

const stage = () => ({ world, secret, hooksWith, deliveries, signed: (text: string) => signed("push", text) });

/** A delivery with a right signature. */
function signed(event: string, text: string) {
  const body = Buffer.from(text);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { headers: { "x-github-event": event, "x-hub-signature-256": `sha256=${signature}` }, body };
}

describe("webhooks of GitHub", () => {
  // The signature by SHA-1 stays right.
  hooksContract(stage, {
    unproved: [
      ["without a signature", { "x-hub-signature-256": "" }],
      ["with half of a signature", { "x-hub-signature-256": "sha256=00ff" }],
      ["with a signature that is no number", { "x-hub-signature-256": `sha256=${"z".repeat(64)}` }],
      ["with a signature of another kind", { "x-hub-signature-256": `sha1=${"0".repeat(64)}` }],
      ["with another signature", { "x-hub-signature-256": `sha256=${"0".repeat(64)}` }],
    ],
    malformed: [
      ["a form, which is what a webhook sends unless it is told otherwise", "payload=%7B%7D"],
      ["no repository", "{}"],
      ["no list of what is needed", '{"repository":{"full_name":"REPOSITORY"}}'],
    ],
  });

  it("are refused where the webhook has no secret", async () => {
    world.kept.hooks.push("");
    await world.commit({ branch: "topic" });
    const unsigned = deliveries().find(({ headers }) => headers["x-hub-signature-256"] === undefined);
    expect(() => hooks.verify(received(unsigned!))).toThrow("it has no signature by SHA-256");
  });

  it("tell of pushes, change requests, reviews with the commit that was looked at, and comments", async () => {
    const announced = await announcedStory(world);
    const pushes = announced.filter(({ kind }) => kind === "push");
    const commit = pushes[1]?.kind === "push" ? pushes[1].after : "";
    expect(events()).toEqual(announced.map((event) => (event.kind === "review" ? { ...event, commit } : event)));
  });

  it("tell nothing by an edited comment, which may be edited by another user", async () => {
    const person = await world.user("write");
    await anyDelivery(stage());
    const number = await world.open({ head: "topic" });
    await world.comment(number, person, "nothing");
    const [comment] = await world.comments(number);
    await world.editComment(comment?.id ?? "", world.owner, "/groundwork up");
    expect(events().at(-1)).toEqual({ kind: "other", name: "issue_comment edited" });
  });

  it("tell nothing of a comment on an issue, and nothing of a deleted branch", async () => {
    await anyDelivery(stage());
    await world.call(world.owner, "POST", "issues", { title: "An issue" });
    await world.comment(1, world.owner, "/groundwork up");
    await world.deleteBranch("topic");
    expect(events().slice(-2)).toEqual([
      { kind: "other", name: "issue_comment created" },
      { kind: "other", name: "push refs/heads/topic" },
    ]);
  });

  it.each([
    ["ping", '{"zen":"Design for failure.","hook_id":1}', "ping"],
    ["merge_group", '{"action":"checks_requested"}', "merge_group checks_requested"],
    ["constructor", "{}", "constructor"],
  ])("of the event %s are nothing to act on, also without a repository", (event, text, name) => {
    expect(hooks.verify(signed(event, text)).event).toEqual({ kind: "other", name });
  });
});
