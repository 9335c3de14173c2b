import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import type { Hooks } from "../../../src/forge/index.ts";
import type { BitbucketHost } from "../../fakes/bitbucket/index.ts";
import { bitbuckets, onBitbucket } from "./bitbucket-stage.ts";
import type { BitbucketWorld } from "./bitbucket-world.ts";
import { anyDelivery, hooksContract, received } from "./hooks-contract.ts";
import { announcedStory } from "./hooks-story.ts";

const secret = "of-the-webhook";

describe.each(bitbuckets)("webhooks of %s", (_, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let hooks: Hooks;
  let seen: number;

  onBitbucket(start, (stage) => {
    ({ host, world } = stage);
    hooks = hooksWith(secret);
    world.stored.hooks.push({ secret });
    seen = host.deliveries.length;
  });

  function hooksWith(hookSecret: string, repository = world.repository): Hooks {
    const { token } = world.bot;
    const { hooks: found } = bitbucketForge({ url: host.url, kind: host.kind, repository, token, hookSecret });
    if (!found) throw new Error("no port for webhooks");
    return found;
  }
  const deliveries = () => host.deliveries.slice(seen);
  const signed = (text: string) => {
    const body = Buffer.from(text);
    const signature = createHmac("sha256", secret).update(body).digest("hex");
    return { headers: { "x-event-key": "repo:push", "x-hub-signature": `sha256=${signature}` }, body };
  };
  const stage = () => ({ world, secret, hooksWith, deliveries, signed });
  hooksContract(stage, {
    unproved: [
      ["without a signature", { "x-hub-signature": "" }],
      ["with half of a signature", { "x-hub-signature": "sha256=00ff" }],
      ["with another signature", { "x-hub-signature": `sha256=${"0".repeat(64)}` }],
      ["with one by SHA-1, under whose name signatures stand", { "x-hub-signature": `sha1=${"0".repeat(40)}` }],
      ["with one that names no algorithm", { "x-hub-signature": "0".repeat(64) }],
    ],
    malformed: [
      ["no JSON", "{"],
      ["no repository", "{}"],
    ],
  });

  it("have the id of the first attempt again", async () => {
    const delivery = await anyDelivery(stage());
    const first = hooks.verify(received(delivery));
    expect(hooks.verify(received(delivery, { "x-attempt-number": "2" }))).toEqual(first);
  });

  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    const events = deliveries().map((delivery) => hooks.verify(received(delivery)).event);
    // Data Center names the commit of a review besides.
    const withoutCommit = events.map((event) => (event.kind === "review" ? { ...event, commit: undefined } : event));
    expect(withoutCommit).toEqual(announced);
  });

  it("tell nothing of a deleted branch", async () => {
    await anyDelivery(stage());
    await world.deleteBranch("topic");
    const pushes = deliveries().filter((each) => hooks.verify(received(each)).event.kind === "push");
    expect(pushes).toHaveLength(1);
  });
});
