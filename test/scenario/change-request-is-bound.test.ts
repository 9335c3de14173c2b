import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { giteaWorld } from "../contract/forge/gitea-world.ts";
import { githubWorld } from "../contract/forge/github-world.ts";
import { gitlabWorld } from "../contract/forge/gitlab-world.ts";
import { localWorld } from "../contract/forge/local-world.ts";
import { type FakeGitea, fakeGitea } from "../fakes/gitea/index.ts";
import { type FakeGithub, fakeGithub } from "../fakes/github/index.ts";
import { type FakeGitLab, fakeGitLab } from "../fakes/gitlab/index.ts";
import { changeRequestStories } from "./forge-harness/change-request-stories.ts";
import { flowsStory } from "./forge-harness/flows-story.ts";

let gitea: FakeGitea;
let github: FakeGithub;
let gitlab: FakeGitLab;

beforeAll(async () => {
  [gitea, github, gitlab] = await Promise.all([fakeGitea(), fakeGithub(), fakeGitLab()]);
});
afterAll(async () => {
  await Promise.all([gitea.stop(), github.stop(), gitlab.stop()]);
});

changeRequestStories("Gitea", async () => {
  const world = await giteaWorld(gitea);
  return flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
});

changeRequestStories("GitLab", async () => {
  const world = await gitlabWorld(gitlab);
  return flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
});

const beyondLocal = ["mergeByGit", "retarget", "reopen", "setDraft", "openFromFork"] as const;

const onLocal = async () => {
  const world = await localWorld();
  return flowsStory(world, path.join(path.dirname(world.folder), "platform.git"));
};
changeRequestStories("the local forge", onLocal, { lacks: beyondLocal });

const onGithub = async () => {
  const world = await githubWorld(github, "actions");
  return flowsStory(world, world.addressOf(world.owner));
};
changeRequestStories("GitHub, as a job of Actions", onGithub, { lacks: ["mergeByGit"] });
