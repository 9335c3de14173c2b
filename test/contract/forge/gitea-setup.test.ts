import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { giteaForge } from "../../../src/forge/gitea/index.ts";
import type { Setup } from "../../../src/forge/index.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type GiteaWorld, giteaWorld } from "./gitea-world.ts";

describe("the set-up of Gitea", () => {
  let gitea: FakeGitea;
  let world: GiteaWorld;
  beforeAll(async () => {
    gitea = await fakeGitea();
  });
  beforeEach(async () => {
    world = await giteaWorld(gitea);
  });
  afterEach(() => world.end());
  afterAll(() => gitea.stop());

  const setupWith = (token: string): Setup => {
    const { setup } = giteaForge({ url: world.url, repository: world.repository, token });
    if (!setup) throw new Error("there is no port");
    return setup;
  };
  const rightsOf = async (scopes: readonly string[]) => {
    const rights = await setupWith(await world.newToken(world.owner, scopes)).tokenRights();
    return Object.fromEntries(rights.map(({ name, isHeld }) => [name, isHeld]));
  };

  it("names the scopes that a token lacks", async () => {
    expect(await rightsOf(["write:repository"])).toEqual({
      "write:repository": true,
      "write:issue": false,
      "read:user": false,
    });
    expect(await rightsOf(["read:repository", "write:issue", "write:user"])).toEqual({
      "write:repository": false,
      "write:issue": true,
      "read:user": true,
    });
  });

  it("does not know those of a token that reaches everything", async () => {
    expect(new Set(Object.values(await rightsOf(["all"])))).toEqual(new Set(["unknown"]));
  });

  it("asks with reads alone", async () => {
    const before = gitea.writes.length;
    const setup = setupWith(world.token);
    await Promise.all([setup.tokenRights(), setup.protectionOf("main"), setup.webhooks()]);
    expect(gitea.writes.slice(before)).toEqual([]);
  });

  it("gives the approvals that are demanded", async () => {
    const rule = { rule_name: "main", enable_push: false, required_approvals: 2 };
    await world.call(world.owner, "POST", `repos/${world.repository}/branch_protections`, rule);
    expect(await setupWith(world.token).protectionOf("main")).toEqual({ isProtected: true, requiredApprovals: 2 });
  });

  it("does not know the protection of a branch that it does not have", async () => {
    expect(await setupWith(world.token).protectionOf("release/1")).toBe("unknown");
  });

  it("gives webhooks without what may be a secret in their addresses, and to administrators alone", async () => {
    const url = "https://ada:secret@hooks.example.com/groundwork?token=secret";
    await world.call(world.owner, "POST", `repos/${world.repository}/hooks`, {
      type: "gitea",
      active: true,
      events: ["push"],
      config: { url, content_type: "json" },
    });
    expect(await setupWith(world.token).webhooks()).toEqual([
      { url: "https://hooks.example.com/groundwork", isActive: true },
    ]);
    const writer = await world.user("write");
    expect(await setupWith(world.tokenOf(writer)).webhooks()).toBe("unknown");
  });
});
