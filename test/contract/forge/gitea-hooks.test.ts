import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { HookNotVerified, type Hooks } from "../../../src/forge/index.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";
import { anyDelivery, hooksContract, received } from "./hooks-contract.ts";
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

const deliveries = () => gitea.deliveries.slice(seen);
const events = () => deliveries().map((delivery) => hooks.verify(received(delivery)).event);

const stage = () => ({ world, secret, hooksWith, deliveries, signed });

/** A push with a right signature. */
function signed(text: string) {
  const body = Buffer.from(text);
  const signature = createHmac("sha256", secret).update(body).digest("hex");
  return { headers: { "x-gitea-event": "push", "x-gitea-signature": signature }, body };
}

describe("webhooks of Gitea", () => {
  // GitHub's headers stay right.
  hooksContract(stage, {
    unproved: [
      ["without a signature", { "x-gitea-signature": "" }],
      ["with half of a signature", { "x-gitea-signature": "00ff" }],
      ["with a signature that is no number", { "x-gitea-signature": "z".repeat(64) }],
      ["with another signature", { "x-gitea-signature": "0".repeat(64) }],
    ],
    malformed: [
      ["no JSON", "{"],
      ["no repository", "{}"],
      ["no list of what is needed", '{"repository":{"full_name":"REPOSITORY"}}'],
    ],
  });

  it("are refused where the webhook has no secret", async () => {
    await subscribe("");
    await world.commit({ branch: "topic" });
    const unsigned = deliveries().find(({ headers }) => headers["x-gitea-signature"] === "");
    expect(unsigned?.headers["x-hub-signature-256"]).toBe("sha256=");
    expect(() => hooks.verify(received(unsigned!))).toThrow("it has no signature");
    expect(() => hooksWith("").verify(received(unsigned!))).toThrow(HookNotVerified);
  });

  it("tell of pushes, change requests, reviews and comments", async () => {
    const announced = await announcedStory(world);
    expect(events()).toEqual(announced);
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

  it("tell nothing of a deleted branch", async () => {
    await anyDelivery(stage());
    await world.deleteBranch("topic");
    expect(events().filter(({ kind }) => kind === "push")).toHaveLength(1);
  });
});
