import { createHmac, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import type { Hooks } from "../../../src/forge/index.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { type GitLabWorld, gitlabWorld } from "./gitlab-world.ts";
import { anyDelivery, hooksContract, received } from "./hooks-contract.ts";
import { announcedStory } from "./hooks-story.ts";

let gitlab: FakeGitLab;
let world: GitLabWorld;
let hooks: Hooks;
let seen = 0;
const signing = `whsec_${randomBytes(32).toString("base64")}`;
const secret = "shared between both";

beforeAll(async () => {
  gitlab = await fakeGitLab();
});
afterAll(async () => {
  await gitlab.stop();
});
beforeEach(async () => {
  world = await gitlabWorld(gitlab);
  hooks = hooksWith(signing);
  await world.call(world.owner, "POST", `${world.base}/hooks`, {
    url: "http://receiver.example/",
    token: secret,
    signing_token: signing,
  });
  seen = gitlab.deliveries.length;
});
afterEach(async () => {
  await world.end();
});

function hooksWith(hookSecret: string, repository = world.repository, now?: () => number): Hooks {
  const settings = { url: world.url, repository, token: world.token, hookSecret, ...(now && { now }) };
  const { hooks } = gitlabForge(settings);
  if (!hooks) throw new Error("no port for webhooks");
  return hooks;
}

const deliveries = () => gitlab.deliveries.slice(seen);
const events = () => deliveries().map((delivery) => hooks.verify(received(delivery)).event);

const signed = (event: string, body: object) =>
  signedText(event, JSON.stringify({ project: { path_with_namespace: world.repository }, ...body }));

/** A delivery with a right signature. */
function signedText(event: string, text: string) {
  const [id, time] = ["an-id", String(Math.floor(Date.now() / 1_000))];
  const key = Buffer.from(signing.slice("whsec_".length), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${time}.${text}`).digest("base64");
  const headers = {
    "x-gitlab-event": event,
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": `v1,${signature}`,
  };
  return { headers, body: Buffer.from(text) };
}

const stage = () => ({
  world,
  secret: signing,
  hooksWith,
  deliveries,
  signed: (text: string) => signedText("Push Hook", text),
});

describe("webhooks of GitLab", () => {
  // The secret token stays right.
  hooksContract(stage, {
    unproved: [
      ["without a signature", { "webhook-signature": "" }],
      ["with another signature", { "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}` }],
      ["with a signature of another version", { "webhook-signature": `v2,${Buffer.alloc(32).toString("base64")}` }],
      ["with half of a signature", { "webhook-signature": "v1,AAAA" }],
      ["with another id", { "webhook-id": "another" }],
      ["with another time", { "webhook-timestamp": "1700000000" }],
      ["without a time", { "webhook-timestamp": "now" }],
    ],
    malformed: [
      ["no JSON", "{"],
      ["no project", "{}"],
      ["nothing of what is needed", '{"project":{"path_with_namespace":"REPOSITORY"}}'],
    ],
  });

  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    const isOfMerge = (event: object) => "branch" in event && event.branch === "main";
    expect(events().filter((event) => !isOfMerge(event))).toEqual(announced);
  });

  it("have the key of idempotency as their id", async () => {
    const delivery = await anyDelivery(stage());
    expect(hooks.verify(received(delivery)).delivery).toBe(delivery.headers["idempotency-key"]);
  });

  it("are taken by the secret token of an older server", async () => {
    const delivery = await anyDelivery(stage());
    expect(hooksWith(secret).verify(received(delivery)).event.kind).toBe("push");
  });

  it("tell nothing by an edited comment, one of GitLab's own, and one whose action is not told", async () => {
    const note = { user: { id: 1, username: "a" }, merge_request: { iid: 1 } };
    const attributes = { note: "/groundwork up", noteable_type: "MergeRequest" };
    for (const change of [{ action: "update" }, {}, { action: "create", system: true }, { noteable_type: "Issue" }]) {
      const hook = signed("Note Hook", { ...note, object_attributes: { ...attributes, ...change } });
      expect(hooks.verify(hook).event.kind).toBe("other");
    }
  });

  it.each([
    [{ action: "update" }, "edited"],
    [{ action: "update", oldrev: "0123" }, "pushed"],
    [{ action: "reopen" }, "opened"],
    [{ action: "close" }, "closed"],
  ])("tell by %j that a change request was %s", (attributes, action) => {
    const user = { id: 1, username: "a" };
    const hook = signed("Merge Request Hook", { user, object_attributes: { iid: 7, ...attributes }, changes: {} });
    expect(hooks.verify(hook).event).toEqual({ kind: "change-request", number: 7, action });
  });

  it.each(["approved", "approval", "unapproved", "unapproval"])("tell of a review by %s", (action) => {
    const user = { id: 1, username: "a" };
    const attributes = { iid: 7, action, system: true, system_action: "approvals_reset_on_push" };
    const hook = signed("Merge Request Hook", { user, object_attributes: attributes });
    expect(hooks.verify(hook).event).toMatchObject({ kind: "review", number: 7, by: { id: "1" } });
  });

  it("tell nothing of a deleted branch and of a tag", () => {
    const zero = "0".repeat(40);
    for (const push of [
      { ref: "refs/heads/topic", before: "1".repeat(40), after: zero },
      { ref: "refs/tags/v1", before: zero, after: "1".repeat(40) },
    ])
      expect(hooks.verify(signed("Push Hook", push)).event.kind).toBe("other");
  });

  it("of kinds that are not known are nothing to act on", () => {
    expect(hooks.verify(signed("Emoji Hook", {})).event).toEqual({ kind: "other", name: "Emoji Hook" });
  });

  it("are refused without a token, with another one, and where a signing token is empty", async () => {
    const delivery = await anyDelivery(stage());
    expect(() => hooksWith("another").verify(received(delivery))).toThrow("its token is another one");
    expect(() => hooksWith(secret).verify(received(delivery, { "x-gitlab-token": "" }))).toThrow("it has no token");
    expect(() => hooksWith("whsec_").verify(received(delivery))).toThrow("no secret is set here");
  });

  it("are taken with the right one among several signatures", async () => {
    const delivery = await anyDelivery(stage());
    const both = `v1,${Buffer.alloc(32).toString("base64")} ${delivery.headers["webhook-signature"]}`;
    expect(hooks.verify(received(delivery, { "webhook-signature": both })).event.kind).toBe("push");
  });

  it("are refused when they are older than five minutes", async () => {
    const delivery = await anyDelivery(stage());
    const minutesLater = (minutes: number) => hooksWith(signing, undefined, () => Date.now() + minutes * 60_000);
    expect(minutesLater(4).verify(received(delivery)).event.kind).toBe("push");
    expect(() => minutesLater(6).verify(received(delivery))).toThrow("more than five minutes away");
  });
});
