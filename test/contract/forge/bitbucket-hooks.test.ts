import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import { HookMalformed, HookNotVerified, type Hooks } from "../../../src/forge/index.ts";
import { type BitbucketHost, type Delivery, fakeCloud, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import { type BitbucketWorld, bitbucketWorld } from "./bitbucket-world.ts";
import { announcedStory } from "./hooks-story.ts";

const secret = "of-the-webhook";

describe.each([
  ["Bitbucket Cloud", fakeCloud],
  ["Bitbucket Data Center", fakeDataCenter],
])("webhooks of %s", (_, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let hooks: Hooks;
  let seen: number;

  beforeAll(async () => {
    host = await start();
  });
  afterAll(async () => {
    await host.stop();
  });
  beforeEach(async () => {
    world = await bitbucketWorld(host);
    hooks = hooksWith(secret);
    world.stored.hooks.push({ secret });
    seen = host.deliveries.length;
  });
  afterEach(async () => {
    await world.end();
  });

  function hooksWith(hookSecret: string, repository = world.repository): Hooks {
    const { token } = world.bot;
    const { hooks: found } = bitbucketForge({ url: host.url, kind: host.kind, repository, token, hookSecret });
    if (!found) throw new Error("no port for webhooks");
    return found;
  }
  const received = ({ headers, body }: Delivery, change: Readonly<Record<string, string>> = {}) => ({
    headers: { ...headers, ...change },
    body: Buffer.from(body),
  });
  const deliveries = () => host.deliveries.slice(seen);
  async function anyDelivery(): Promise<Delivery> {
    await world.commit({ branch: "topic" });
    const [delivery] = deliveries();
    if (!delivery) throw new Error("nothing was delivered");
    return delivery;
  }

  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    const events = deliveries().map((delivery) => hooks.verify(received(delivery)).event);
    // Data Center names the commit of a review besides.
    const withoutCommit = events.map((event) => (event.kind === "review" ? { ...event, commit: undefined } : event));
    expect(withoutCommit).toEqual(announced);
  });

  it("have an id, the same for each delivery of one event", async () => {
    const delivery = await anyDelivery();
    const verified = hooks.verify(received(delivery));
    expect(verified.delivery).toMatch(/^[0-9a-f-]{36}$/);
    expect(hooks.verify(received(delivery, { "x-attempt-number": "2" }))).toEqual(verified);
  });

  it("tell nothing of a deleted branch", async () => {
    await anyDelivery();
    await world.deleteBranch("topic");
    const pushes = deliveries().filter((each) => hooks.verify(received(each)).event.kind === "push");
    expect(pushes).toHaveLength(1);
  });

  it("of other repositories are nothing to act on", async () => {
    const delivery = await anyDelivery();
    expect(hooksWith(secret, "acme/other").verify(received(delivery)).event.kind).toBe("other");
    expect(hooksWith(secret, world.repository.toUpperCase()).verify(received(delivery)).event.kind).toBe("push");
  });

  it.each([
    ["without a signature", ""],
    ["with half of a signature", "sha256=00ff"],
    ["with another signature", `sha256=${"0".repeat(64)}`],
    ["with one by SHA-1, under whose name signatures stand", `sha1=${"0".repeat(40)}`],
    ["with one that names no algorithm", "0".repeat(64)],
  ])("are refused %s", async (_name, signature) => {
    const delivery = await anyDelivery();
    const verify = () => hooks.verify(received(delivery, { "x-hub-signature": signature }));
    expect(verify).toThrow(HookNotVerified);
  });

  it("are refused with another secret, and where none is set on either side", async () => {
    const delivery = await anyDelivery();
    expect(() => hooksWith("another").verify(received(delivery))).toThrow(HookNotVerified);
    expect(() => hooksWith("").verify(received(delivery))).toThrow("no secret is set here");
  });

  it("are refused when one blank of the body is another", async () => {
    const { headers, body } = await anyDelivery();
    expect(() => hooks.verify({ headers, body: Buffer.from(`${body} `) })).toThrow(HookNotVerified);
  });

  it.each([
    ["no JSON", "{"],
    ["no repository", "{}"],
  ])("are malformed with %s in a signed body", (_name, text) => {
    const body = Buffer.from(text);
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    const headers = { "x-event-key": "repo:push", "x-hub-signature": `sha256=${signature}` };
    expect(() => hooks.verify({ headers, body })).toThrow(HookMalformed);
  });
});
