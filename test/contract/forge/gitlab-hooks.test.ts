import { createHmac, randomBytes } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { gitlabForge } from "../../../src/forge/gitlab/index.ts";
import { HookMalformed, HookNotVerified, type Hooks } from "../../../src/forge/index.ts";
import { type Delivery, type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { type GitLabWorld, gitlabWorld } from "./gitlab-world.ts";
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

const received = ({ headers, body }: Delivery, change: Readonly<Record<string, string>> = {}) => ({
  headers: { ...headers, ...change },
  body: Buffer.from(body),
});
const deliveries = () => gitlab.deliveries.slice(seen);
const events = () => deliveries().map((delivery) => hooks.verify(received(delivery)).event);

async function anyDelivery(): Promise<Delivery> {
  await world.commit({ branch: "topic" });
  const [delivery] = deliveries();
  if (!delivery) throw new Error("nothing was delivered");
  return delivery;
}

/** A signed delivery of a body. */
function signed(event: string, body: object) {
  const text = JSON.stringify({ project: { path_with_namespace: world.repository }, ...body });
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

describe("webhooks of GitLab", () => {
  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    const isOfMerge = (event: object) => "branch" in event && event.branch === "main";
    expect(events().filter((event) => !isOfMerge(event))).toEqual(announced);
  });

  it("have an id, the same for both of two deliveries of one event", async () => {
    const delivery = await anyDelivery();
    const verified = hooks.verify(received(delivery));
    expect(verified.delivery).toBe(delivery.headers["idempotency-key"]);
    expect(hooks.verify(received(delivery))).toEqual(verified);
  });

  it("are taken by the secret token of an older server", async () => {
    const delivery = await anyDelivery();
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

  it("of other projects, and of kinds that are not known, are nothing to act on", async () => {
    const delivery = await anyDelivery();
    const other = hooksWith(signing, "acme/other").verify(received(delivery));
    expect(other.event).toEqual({ kind: "other", name: "Push Hook" });
    expect(hooksWith(signing, world.repository.toUpperCase()).verify(received(delivery)).event.kind).toBe("push");
    expect(hooks.verify(signed("Emoji Hook", {})).event).toEqual({ kind: "other", name: "Emoji Hook" });
  });

  it.each([
    ["without a signature, though the token is right", { "webhook-signature": "" }],
    ["with another signature", { "webhook-signature": `v1,${Buffer.alloc(32).toString("base64")}` }],
    ["with a signature of another version", { "webhook-signature": `v2,${Buffer.alloc(32).toString("base64")}` }],
    ["with half of a signature", { "webhook-signature": "v1,AAAA" }],
    ["with another id", { "webhook-id": "another" }],
    ["with another time", { "webhook-timestamp": "1700000000" }],
    ["without a time", { "webhook-timestamp": "now" }],
  ])("are refused %s", async (_name, change) => {
    const delivery = await anyDelivery();
    expect(() => hooks.verify(received(delivery, change))).toThrow(HookNotVerified);
  });

  it("are taken with the right one among several signatures", async () => {
    const delivery = await anyDelivery();
    const both = `v1,${Buffer.alloc(32).toString("base64")} ${delivery.headers["webhook-signature"]}`;
    expect(hooks.verify(received(delivery, { "webhook-signature": both })).event.kind).toBe("push");
  });

  it("are refused when they are older than five minutes", async () => {
    const delivery = await anyDelivery();
    const minutesLater = (minutes: number) => hooksWith(signing, undefined, () => Date.now() + minutes * 60_000);
    expect(minutesLater(4).verify(received(delivery)).event.kind).toBe("push");
    expect(() => minutesLater(6).verify(received(delivery))).toThrow("more than five minutes away");
  });

  it("are refused with another secret, and where none is set on either side", async () => {
    const delivery = await anyDelivery();
    expect(() => hooksWith("another").verify(received(delivery))).toThrow("its token is another one");
    expect(() => hooksWith(secret).verify(received(delivery, { "x-gitlab-token": "" }))).toThrow("it has no token");
    for (const none of ["", "whsec_"])
      expect(() => hooksWith(none).verify(received(delivery, { "x-gitlab-token": "" }))).toThrow(
        "no secret is set here",
      );
  });

  it("are refused when one blank of the body is another", async () => {
    const { headers, body } = await anyDelivery();
    expect(() => hooks.verify({ headers, body: Buffer.from(`${body} `) })).toThrow(HookNotVerified);
  });

  it.each([
    ["no JSON", "{"],
    ["no project", "{}"],
    ["nothing of what is needed", '{"project":{"path_with_namespace":"REPOSITORY"}}'],
  ])("are malformed with %s in a body whose token is right", (_name, text) => {
    const body = Buffer.from(text.replace("REPOSITORY", world.repository));
    const headers = { "x-gitlab-event": "Push Hook", "x-gitlab-token": secret };
    expect(() => hooksWith(secret).verify({ headers, body })).toThrow(HookMalformed);
  });
});
