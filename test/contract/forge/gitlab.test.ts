import { afterAll, beforeAll } from "vitest";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { forgeContract } from "./forge-contract.ts";
import { gitlabWorld } from "./gitlab-world.ts";

let gitlab: FakeGitLab;

beforeAll(async () => {
  gitlab = await fakeGitLab();
});
afterAll(async () => {
  await gitlab.stop();
});

forgeContract("GitLab", () => gitlabWorld(gitlab), { tellsSetup: true });
