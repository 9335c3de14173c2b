import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { HookMalformed, HookNotVerified, type Hooks } from "../../../src/forge/index.ts";
import { type Delivery, type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";
import { announcedStory } from "./hooks-story.ts";

let gitea: FakeGitea;
let world: GiteaWorld;
let hooks: Hooks;
let seen = 0;
const secret = "shared between both";

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(async () => {
  await gitea.stop();
});
beforeEach(async () => {
  world = await giteaWorld(gitea);
  hooks = hooksWith(secret);
  await subscribe(secret);
  seen = gitea.deliveries.length;
});
afterEach(async () => {
  await world.end();
});

function hooksWith(hookSecret: string, repository = world.repository): Hooks {
  const { hooks } = giteaForge({ url: world.url, repository, token: world.token, hookSecret });
  if (!hooks) throw new Error("no port for webhooks");
  return hooks;
}

async function subscribe(withSecret: string): Promise<void> {
  const config = { url: "http://receiver.example/", content_type: "json", secret: withSecret };
  const body = { type: "gitea", config, events: ["push", "pull_request"], active: true };
  await world.call(world.owner, "POST", `repos/${world.repository}/hooks`, body);
}

const received = ({ headers, body }: Delivery, change: Readonly<Record<string, string>> = {}) => ({
  headers: { ...headers, ...change },
  body: Buffer.from(body),
});
const deliveries = () => gitea.deliveries.slice(seen);
const events = () => deliveries().map((delivery) => hooks.verify(received(delivery)).event);

async function anyDelivery(): Promise<Delivery> {
  await world.commit({ branch: "topic" });
  const [delivery] = deliveries();
  if (!delivery) throw new Error("nothing was delivered");
  return delivery;
}

describe("webhooks of Gitea", () => {
  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    expect(events()).toEqual(announced);
  });

  it("have an id, the same for both of two deliveries of one event", async () => {
    const delivery = await anyDelivery();
    const verified = hooks.verify(received(delivery));
    expect(verified.delivery).toMatch(/^[0-9a-f-]{36}$/);
    expect(hooks.verify(received(delivery))).toEqual(verified);
  });

  it("tell nothing by an edited comment, which may be edited by another user", async () => {
    const person = await world.user("write");
    await anyDelivery();
    const number = await world.open({ head: "topic" });
    await world.comment(number, person, "nothing");
    const [comment] = await world.comments(number);
    await world.editComment(comment?.id ?? "", world.owner, "/groundwork up");
    expect(events().at(-1)).toEqual({ kind: "other", name: "issue_comment edited" });
  });

  it("tell nothing of a deleted branch", async () => {
    await anyDelivery();
    await world.deleteBranch("topic");
    expect(events().filter(({ kind }) => kind === "push")).toHaveLength(1);
  });

  it("of other repositories are nothing to act on", async () => {
    const delivery = await anyDelivery();
    expect(hooksWith(secret, "acme/other").verify(received(delivery)).event).toEqual({ kind: "other", name: "push" });
    expect(hooksWith(secret, world.repository.toUpperCase()).verify(received(delivery)).event.kind).toBe("push");
  });

  it.each([
    ["without a signature", { "x-gitea-signature": "" }],
    ["with half of a signature", { "x-gitea-signature": "00ff" }],
    ["with a signature that is no number", { "x-gitea-signature": "z".repeat(64) }],
    ["with another signature", { "x-gitea-signature": "0".repeat(64) }],
  ])("are refused %s, though GitHub's headers are right", async (_name, change) => {
    const delivery = await anyDelivery();
    expect(() => hooks.verify(received(delivery, change))).toThrow(HookNotVerified);
  });

  it("are refused with another secret, and where none is set on either side", async () => {
    const delivery = await anyDelivery();
    expect(() => hooksWith("another").verify(received(delivery))).toThrow(HookNotVerified);
    expect(() => hooksWith("").verify(received(delivery))).toThrow("no secret is set here");
    await subscribe("");
    await world.commit({ branch: "topic" });
    const unsigned = deliveries().find(({ headers }) => headers["x-gitea-signature"] === "");
    expect(unsigned?.headers["x-hub-signature-256"]).toBe("sha256=");
    expect(() => hooks.verify(received(unsigned!))).toThrow("it has no signature");
    expect(() => hooksWith("").verify(received(unsigned!))).toThrow(HookNotVerified);
  });

  it("are refused when one blank of the body is another", async () => {
    const { headers, body } = await anyDelivery();
    const again = JSON.stringify(JSON.parse(body));
    expect(() => hooks.verify({ headers, body: Buffer.from(again) })).toThrow(HookNotVerified);
  });

  it.each([
    ["no JSON", "{"],
    ["no repository", "{}"],
    ["no list of what is needed", '{"repository":{"full_name":"REPOSITORY"}}'],
  ])("are malformed with %s in a signed body", (_name, text) => {
    const body = Buffer.from(text.replace("REPOSITORY", world.repository));
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    const headers = { "x-gitea-event": "push", "x-gitea-signature": signature };
    expect(() => hooks.verify({ headers, body })).toThrow(HookMalformed);
  });
});
