import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import { bitbucketWorld } from "../../contract/forge/bitbucket-world.ts";
import type { GiteaHost } from "../../contract/forge/gitea-members.ts";
import { giteaWorld } from "../../contract/forge/gitea-world.ts";
import { githubWorld } from "../../contract/forge/github-world.ts";
import { gitlabWorld } from "../../contract/forge/gitlab-world.ts";
import { localWorld } from "../../contract/forge/local-world.ts";
import { type BitbucketHost, fakeCloud, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import { type FakeGitea, fakeGitea } from "../../fakes/gitea/index.ts";
import { type FakeGithub, fakeGithub } from "../../fakes/github/index.ts";
import { type FakeGitLab, fakeGitLab } from "../../fakes/gitlab/index.ts";
import { type FlowsStory, flowsStory } from "./flows-story.ts";

/** Forges that the stories of a test file are told on. Their fakes start before the file's tests and stop after them. */
export function storyForges() {
  let gitea: FakeGitea;
  let github: FakeGithub;
  let gitlab: FakeGitLab;
  beforeAll(async () => {
    [gitea, github, gitlab] = await Promise.all([fakeGitea(), fakeGithub(), fakeGitLab()]);
  });
  afterAll(async () => {
    await Promise.all([gitea.stop(), github.stop(), gitlab.stop()]);
  });
  return {
    gitea: () => giteaStory(gitea),
    gitlab: async () => {
      const world = await gitlabWorld(gitlab);
      return flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
    },
    local: async () => {
      const world = await localWorld();
      return flowsStory(world, path.join(path.dirname(world.folder), "platform.git"));
    },
    githubActions: async () => {
      const world = await githubWorld(github, "actions");
      return flowsStory(world, world.addressOf(world.owner));
    },
  };
}

/** Told on a Gitea, a fake or the real one. */
export async function giteaStory(host: GiteaHost): Promise<FlowsStory> {
  const world = await giteaWorld(host);
  return await flowsStory(world, `${world.url.replace("://", `://bot:${world.token}@`)}/${world.repository}.git`);
}

/** As {@link storyForges}: both Bitbuckets. */
export function storyBitbuckets() {
  let cloud: BitbucketHost;
  let dataCenter: BitbucketHost;
  beforeAll(async () => {
    [cloud, dataCenter] = await Promise.all([fakeCloud(), fakeDataCenter()]);
  });
  afterAll(async () => {
    await Promise.all([cloud.stop(), dataCenter.stop()]);
  });
  const on = async (host: BitbucketHost) => {
    const world = await bitbucketWorld(host);
    return flowsStory(world, world.remote);
  };
  return { cloud: () => on(cloud), dataCenter: () => on(dataCenter) };
}
