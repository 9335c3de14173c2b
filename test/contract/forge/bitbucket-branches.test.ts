import { afterEach, describe, expect, it } from "vitest";
import { bitbucketForge } from "../../../src/forge/bitbucket/index.ts";
import { ForgeRefused, ForgeUnavailable } from "../../../src/forge/index.ts";
import type { BitbucketHost } from "../../fakes/bitbucket/index.ts";
import { bitbuckets, onBitbucket } from "./bitbucket-stage.ts";
import type { BitbucketWorld } from "./bitbucket-world.ts";
import { branchesContract } from "./branches-contract.ts";
import { type ScratchClone, scratchClone } from "./scratch-clone.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

describe.each(bitbuckets)("pushes to %s", (name, start) => {
  let host: BitbucketHost;
  let world: BitbucketWorld;
  let clone: ScratchClone;

  onBitbucket(start, async (stage) => {
    ({ host, world } = stage);
    clone = await scratchClone(world.remote);
  });
  afterEach(() => clone.remove());

  function branches(token = world.bot.token, user: string | undefined = world.bot.email) {
    const found = bitbucketForge({
      url: host.url,
      kind: host.kind,
      repository: world.repository,
      token,
      ...(user !== undefined && { user }),
      git: { clone: clone.folder, environment },
    }).branches;
    if (!found) throw new Error("no port for branches");
    return found;
  }

  branchesContract(name, () => ({ branches: branches(), clone }));

  it("are made with the access token of a repository, too", async () => {
    const token = host.addToken(world.bot.user, "access token");
    const main = await world.headOf("main");
    expect(await branches(token, world.bot.user.uuid).compareAndSwap("refs/heads/new", undefined, main)).toBe(true);
  });

  it("are refused for a protected branch, in the words of the server", async () => {
    const [main, next] = [await world.headOf("main"), await world.commit({ branch: "topic" })];
    await world.protect("main", []);
    await clone.git("fetch", "--quiet", "origin");
    const thrown = await branches()
      .compareAndSwap("refs/heads/main", main, next)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ForgeRefused);
    expect((thrown as ForgeRefused).message).toContain("Bitbucket: this branch is protected");
  });

  it("need a token that may write, and never show it", async () => {
    const token = host.addToken(world.bot.user, "api token", ["read:repository:bitbucket"]);
    const main = await world.headOf("main");
    const thrown = await branches(token)
      .compareAndSwap("refs/heads/new", undefined, main)
      .catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(ForgeUnavailable);
    const shown = `${(thrown as Error).stack} ${JSON.stringify(thrown)} ${String((thrown as Error).cause)}`;
    expect(shown).not.toContain(token);
  });
});
