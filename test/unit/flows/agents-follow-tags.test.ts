import { describe, expect, it } from "vitest";
import { layerRunOf } from "../../../src/change/index.ts";
import type { SyncStatus } from "../../../src/cluster/index.ts";
import { bringUp, readStatus } from "../../../src/flows/index.ts";
import { DriverWorld, healthy, profileWithCluster } from "../../fakes/driver/driver-world.ts";

const tagged = "0".repeat(40);
const tenMinutes = 600_000;

const fetched: SyncStatus["source"] = {
  type: "Ready",
  status: "True",
  reason: "Succeeded",
  message: "stored artifact",
  since: new Date(0),
};

/** An environment whose agent follows tags, and the merged commit, which has none. */
function followingTags(follows = 'semver: ">=1.0.0 <2.0.0"') {
  const world = new DriverWorld(["dev"]);
  const text = profileWithCluster.replace("branch: main", follows);
  const head = world.git.make({ "environments/_profiles/small.yaml": text });
  return { world, head };
}

async function clusterRun(world: DriverWorld) {
  const run = await bringUp(
    {
      environments: [],
      refresh: false,
      requirePreview: false,
      confirm: async () => true,
      converge: { timeoutMilliseconds: tenMinutes },
    },
    world.ports,
  );
  const [first] = run.environments;
  return first && layerRunOf(first, "cluster");
}

describe("an environment whose agent follows tags", () => {
  it.each(['semver: ">=1.0.0 <2.0.0"', "tag: v1.4.0"])(
    "is converged where its agent stands at the tag that it finds, with %s",
    async (follows) => {
      const { world } = followingTags(follows);
      world.agent = [{ ...healthy(tagged), source: fetched }];
      expect(await clusterRun(world)).toMatchObject({ kind: "applied", revision: tagged });
      expect([world.prepared, world.published]).toEqual([[], []]);
    },
  );

  it("is waited for until its agent has looked which tag that is, and has applied it", async () => {
    const { world } = followingTags();
    const older = { ...healthy("1".repeat(40)), source: fetched };
    world.agent = [
      { ...older, sourceStale: true },
      { ...older, fetchedCommit: tagged },
      { ...healthy(tagged), source: fetched },
    ];
    expect(await clusterRun(world)).toMatchObject({ kind: "applied", revision: tagged });
    const waited = world.progress.flatMap((event) => (event.kind === "waiting" ? [event.message] : []));
    expect(waited).toEqual(["dev has not looked for tags yet", "dev is applying 0000000"]);
  });

  it("is waited for until the agent has left a later tag, which holds the one that it is to stand at", async () => {
    const { world, head } = followingTags("tag: v1.4.0");
    const before = await world.git.resolve(`${head}~1`);
    world.agent = [
      { ...healthy(head), source: fetched, fetchedCommit: before },
      { ...healthy(before), source: fetched },
    ];
    expect(await clusterRun(world)).toMatchObject({ kind: "applied", revision: before });
  });

  it("is not converged where no tag is in the range, in the agent's words", async () => {
    const { world } = followingTags();
    const message = 'https://forge.example/acme/infra.git has no tag with a version in ">=1.0.0 <2.0.0" (tags: v0.9.0)';
    world.agent = [
      { ...healthy(tagged), source: { ...fetched, status: "False", reason: "GitOperationFailed", message } },
    ];
    expect(await clusterRun(world)).toMatchObject({
      kind: "not-converged",
      problem: { code: "source-not-ready", message: `Git is not reachable for the agent: ${message}` },
    });
  });

  it("is in sync at its tag, also when the commit that is looked at has none", async () => {
    const { world } = followingTags();
    world.agent = [{ ...healthy(tagged), source: fetched }];
    await clusterRun(world);
    const { environments } = await readStatus({ environments: [], refresh: false }, world.ports);
    const layers = environments.flatMap((each) => each.layers);
    expect(layers.find(({ layer }) => layer === "cluster")).toMatchObject({ verdict: "in-sync", revision: tagged });
  });
});
