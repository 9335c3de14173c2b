import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type BitbucketHost, fakeCloud, fakeDataCenter } from "../../fakes/bitbucket/index.ts";
import { type BitbucketWorld, bitbucketWorld } from "./bitbucket-world.ts";

/** Both products by their names. */
export const bitbuckets = [
  ["Bitbucket Cloud", fakeCloud],
  ["Bitbucket Data Center", fakeDataCenter],
] as const;

export interface BitbucketStage {
  readonly host: BitbucketHost;
  readonly world: BitbucketWorld;
}

/** Starts a host for the tests of a file, and gives each a world of its own. @param ready is given both before each test */
export function onBitbucket(
  start: () => Promise<BitbucketHost>,
  ready: (stage: BitbucketStage) => Promise<void> | void,
): void {
  let host: BitbucketHost;
  let world: BitbucketWorld;

  beforeAll(async () => {
    host = await start();
  });
  afterAll(async () => {
    await host.stop();
  });
  beforeEach(async () => {
    world = await bitbucketWorld(host);
    await ready({ host, world });
  });
  afterEach(async () => {
    await world.end();
  });
}
