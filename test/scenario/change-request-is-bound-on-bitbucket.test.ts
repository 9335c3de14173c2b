import { afterAll, beforeAll } from "vitest";
import { bitbucketWorld } from "../contract/forge/bitbucket-world.ts";
import { type BitbucketHost, fakeCloud, fakeDataCenter } from "../fakes/bitbucket/index.ts";
import { changeRequestStories } from "./forge-harness/change-request-stories.ts";
import { flowsStory } from "./forge-harness/flows-story.ts";

let cloud: BitbucketHost;
let dataCenter: BitbucketHost;

beforeAll(async () => {
  [cloud, dataCenter] = await Promise.all([fakeCloud(), fakeDataCenter()]);
});
afterAll(async () => {
  await Promise.all([cloud.stop(), dataCenter.stop()]);
});

for (const [name, host, lacks] of [
  ["Bitbucket Cloud", () => cloud, ["mergeByGit", "reopen", "openFromFork"]],
  ["Bitbucket Data Center", () => dataCenter, ["mergeByGit"]],
] as const) {
  const make = async () => {
    const world = await bitbucketWorld(host());
    return flowsStory(world, world.remote);
  };
  changeRequestStories(name, make, { lacks });
}
