import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import { type Branches, ForgeUnavailable, type Hooks, type ReceivedHook } from "../../../src/forge/index.ts";
import { branchesContract } from "../../contract/forge/branches-contract.ts";
import { type GiteaWorld, giteaWorld } from "../../contract/forge/gitea-world.ts";
import { announcedStory } from "../../contract/forge/hooks-story.ts";
import { type ScratchClone, scratchClone } from "../../contract/forge/scratch-clone.ts";
import { describeWithGitea } from "./index.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const secret = "shared between both";

/** For `JSON.stringify`. */
const keysSorted = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
    : value;

/** Keeps every request that comes in. */
async function receiver(): Promise<{
  readonly server: Server;
  readonly url: string;
  readonly received: ReceivedHook[];
}> {
  const received: ReceivedHook[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const headers = Object.entries(request.headersDistinct).map(([name, values]) => [name, values?.[0]]);
      received.push({ headers: Object.fromEntries(headers), body: Buffer.concat(chunks) });
      response.end();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, received };
}

describeWithGitea("pushes and webhooks", (gitea) => {
  let world: GiteaWorld;
  beforeEach(async () => {
    const { url, administrator } = gitea();
    world = await giteaWorld({ url, administrator, settle: async () => await gitea().settle() });
  });
  afterEach(async () => await world.end());

  describe("pushes", () => {
    let clone: ScratchClone;
    beforeEach(async () => {
      clone = await scratchClone(`${world.url}/${world.repository}.git`);
    });
    afterEach(async () => await clone.remove());

    const branches = (token = world.token): Branches => {
      const git = { clone: clone.folder, environment };
      const { branches: found } = giteaForge({ url: world.url, repository: world.repository, token, git });
      if (!found) throw new Error("no port for branches");
      return found;
    };
    branchesContract("Gitea", () => ({ branches: branches(), clone }));

    it("takes pushes of no token that may not write", async () => {
      const token = await world.newToken(await world.user("write"), ["read:repository"]);
      const main = await world.headOf("main");
      const pushed = branches(token).compareAndSwap("refs/heads/new", undefined, main);
      await expect(pushed).rejects.toBeInstanceOf(ForgeUnavailable);
      expect(await branches().read("refs/heads/new")).toBeUndefined();
    });
  });

  describe("webhooks", () => {
    let listening: Awaited<ReturnType<typeof receiver>>;
    let hooks: Hooks;
    beforeEach(async () => {
      listening = await receiver();
      const { url, repository, token } = world;
      const forge = giteaForge({ url, repository, token, hookSecret: secret });
      if (!forge.hooks) throw new Error("no port for webhooks");
      hooks = forge.hooks;
      const config = { url: listening.url, content_type: "json", secret };
      const body = { type: "gitea", config, events: ["push", "pull_request"], active: true };
      await world.call(world.owner, "POST", `repos/${world.repository}/hooks`, body);
    });
    afterEach(async () => await once(listening.server.close(), "close"));

    it("tell of pushes, change requests, reviews and comments", async () => {
      const before = await world.headOf("main");
      const announced = await announcedStory(world);
      const main = await world.headOf("main");
      const wanted = [...announced, { kind: "push", branch: "main", before, after: main }];
      // Gitea announces what happened at nearly the same time in any order.
      const sorted = (events: readonly object[]) => events.map((event) => JSON.stringify(event, keysSorted)).toSorted();
      await expect
        .poll(() => sorted(listening.received.map((hook) => hooks.verify(hook).event)))
        .toEqual(sorted(wanted));
    });
  });
});
