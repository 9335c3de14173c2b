import { afterAll, beforeAll } from "vitest";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { forgeContract } from "./forge-contract.ts";
import { giteaWorld } from "./gitea-world.ts";

let gitea: FakeGitea;

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(async () => {
  await gitea.stop();
});

forgeContract("Gitea", () => giteaWorld(gitea), { tellsSetup: true });
