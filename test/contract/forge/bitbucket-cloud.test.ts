import { afterAll, beforeAll } from "vitest";
import { type BitbucketHost, fakeCloud } from "../../fakes/bitbucket/index.ts";
import { bitbucketWorld } from "./bitbucket-world.ts";
import { forgeContract } from "./forge-contract.ts";

let cloud: BitbucketHost;

beforeAll(async () => {
  cloud = await fakeCloud();
});
afterAll(async () => {
  await cloud.stop();
});

forgeContract("Bitbucket Cloud", () => bitbucketWorld(cloud), {
  lacks: ["issues", "required checks", "signs"],
  tellsSetup: true,
});
