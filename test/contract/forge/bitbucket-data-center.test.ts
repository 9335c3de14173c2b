import { afterAll, beforeAll } from "vitest";
import { type BitbucketHost, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import { bitbucketWorld } from "./bitbucket-world.ts";
import { forgeContract } from "./forge-contract.ts";

let dataCenter: BitbucketHost;

beforeAll(async () => {
  dataCenter = await fakeDataCenter();
});
afterAll(async () => {
  await dataCenter.stop();
});

forgeContract("Bitbucket Data Center", () => bitbucketWorld(dataCenter), {
  lacks: ["issues", "signs"],
  tellsSetup: true,
});
