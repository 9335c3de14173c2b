import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { giteaWorld } from "../contract/forge/gitea-world.ts";
import { localWorld } from "../contract/forge/local-world.ts";
import { type FakeGitea, fakeGitea } from "../fakes/gitea/index.ts";
import { changeRequestStories } from "./forge-harness/change-request-stories.ts";
import { flowsStory } from "./forge-harness/flows-story.ts";

let gitea: FakeGitea;

beforeAll(async () => {
  gitea = await fakeGitea();
});
afterAll(() => gitea.stop());

changeRequestStories("Gitea", async () => {
  const world = await giteaWorld(gitea);
  return flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
});

changeRequestStories("the local forge", async () => {
  const world = await localWorld();
  return flowsStory(world, path.join(path.dirname(world.folder), "platform.git"));
});
