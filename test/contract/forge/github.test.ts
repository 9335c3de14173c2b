import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import { annotationsContract } from "./annotations-contract.ts";
import { forgeContract } from "./forge-contract.ts";
import type { ForgeWorld } from "./forge-world.ts";
import { githubWorld } from "./github-world.ts";
import { identitiesContract } from "./identities-contract.ts";
import { issuesContract } from "./issues-contract.ts";
import { setupContract } from "./setup-contract.ts";
import { statusesContract } from "./statuses-contract.ts";

let github: FakeGithub;

beforeAll(async () => {
  github = await fakeGithub();
});
afterAll(async () => {
  await github.stop();
});

forgeContract("GitHub with a user's token", () => githubWorld(github));

describe.each(["actions", "app"] as const)("GitHub with the credentials of: %s", (credentials) => {
  let world: ForgeWorld;

  beforeEach(async () => {
    world = await githubWorld(github, credentials);
  });
  afterEach(async () => {
    await world.end();
  });

  // What an App does otherwise than a user: it has check runs, and is a bot.
  statusesContract(() => world);
  identitiesContract(() => world);
  issuesContract(() => world);
  annotationsContract(() => world);
  // GitHub tells the permissions of an App alone.
  if (credentials === "app") setupContract(() => world);

  it("does not know what its own user may do, who is no collaborator and has rights by the App", async () => {
    const { identities } = world.forge;
    expect(await identities?.permissionOf(await identities.self())).toBe("unknown");
  });
});
