import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LocalCloud, localCloud } from "../../src/local/index.ts";
import { StackProject, until } from "./stack-harness/stack-project.ts";

let project: StackProject;
let cloud: LocalCloud;
beforeEach(async () => {
  project = await StackProject.of("many-at-once");
  cloud = localCloud({ home: path.join(project.folder, ".groundwork", "cloud") });
});
afterEach(async () => {
  await project.stopLocalCloud();
  await project.remove();
});

/** How many resources `many-at-once` makes in the cloud. */
const all = 11;
const stack = ["--stack", "dev"];
const up = ["up", ...stack, "--yes", "--skip-preview"];

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly initErrors?: readonly string[];
}

async function resourcesInState(): Promise<readonly StateResource[]> {
  const { out } = await project.run(["export", ...stack]);
  return JSON.parse(out).deployment.resources ?? [];
}

async function unhealthy(): Promise<readonly string[]> {
  return (await resourcesInState()).filter(({ initErrors = [] }) => initErrors.length > 0).map(({ type }) => type);
}

describe("a creation that fails half-way in the middle of an up", () => {
  it("is recorded as unhealthy, seen by a refresh, and repaired by the next up", async () => {
    await cloud.addFault({ on: "create", type: "compute/disk", error: "503", halfWay: true, nth: 1 });
    const first = await project.run(up);
    expect(first.code).not.toBe(0);
    expect(first.out + first.err).toContain("503 backendError: create of gcp:compute/disk:Disk");
    expect(await unhealthy()).toEqual(["gcp:compute/disk:Disk"]);

    const refreshed = await project.run(["refresh", ...stack, "--yes", "--skip-preview"]);
    expect(refreshed.out + refreshed.err).toContain("not healthy");
    expect(await unhealthy()).toEqual(["gcp:compute/disk:Disk"]);

    expect(await project.run(up)).toMatchObject({ code: 0 });
    expect(await unhealthy()).toEqual([]);
    expect(await cloud.list()).toHaveLength(all);
    expect(await project.run(["preview", ...stack, "--expect-no-changes"])).toMatchObject({ code: 0 });
    expect(await project.run(["destroy", ...stack, "--yes", "--skip-preview"])).toMatchObject({ code: 0 });
    expect(await cloud.list()).toEqual([]);
  });
});

describe("a call that an API refuses in the middle of an up", () => {
  it("is reported, and the next up makes what is missing", async () => {
    await cloud.addFault({ on: "create", match: "subnet-*", error: "429", nth: 2 });
    const first = await project.run(up);
    expect(first.code).not.toBe(0);
    expect(first.out + first.err).toContain("429 rateLimitExceeded");
    expect(await project.run(up)).toMatchObject({ code: 0 });
    expect(await cloud.list()).toHaveLength(all);
    expect(await project.run(["preview", ...stack, "--expect-no-changes"])).toMatchObject({ code: 0 });
  });
});

describe("a quota that ends in the middle of an up", () => {
  it("is reported with what was not made for it, and the next up goes on once it is raised", async () => {
    await cloud.setQuota({ metric: "SUBNETWORKS", limit: 2 });
    const first = await project.run(up);
    expect(first.code).not.toBe(0);
    expect(first.out + first.err).toContain("403 quotaExceeded: Quota 'SUBNETWORKS' exceeded. Limit: 2.0 globally.");
    const made = (await cloud.list()).map(({ id }) => id);
    expect(made).toHaveLength(all - 1);
    expect((await resourcesInState()).filter(({ type }) => type === "gcp:compute/subnetwork:Subnetwork")).toHaveLength(
      2,
    );

    await cloud.setQuota({ metric: "SUBNETWORKS", limit: 3 });
    expect(await project.run(up)).toMatchObject({ code: 0 });
    const ids = (await cloud.list()).map(({ id }) => id);
    expect(ids).toHaveLength(all);
    expect(ids).toEqual(expect.arrayContaining(made));
    expect(await project.run(["preview", ...stack, "--expect-no-changes"])).toMatchObject({ code: 0 });
  });
});

describe("an up that waits for a late answer", () => {
  it("ends as soon as it is cancelled, and the next one goes on", async () => {
    await cloud.addFault({ on: "create", type: "compute/network", late: "24h", times: 1 });
    const { child, finished } = project.start(up);
    const networks = async () =>
      (await cloud.operations()).filter(({ type }) => type === "gcp:compute/network:Network");
    // Nothing else is made without the network.
    await until("all but the network", async () => {
      const operations = await cloud.operations();
      return operations.filter(({ status }) => status === "DONE").length === 6 && (await networks()).length > 0;
    });
    expect(await networks()).toMatchObject([{ kind: "create", status: "RUNNING" }]);
    child.kill("SIGINT");
    expect((await finished).err).toContain("the cloud goes on with it");
    await until("the network's creation to end", async () => (await networks())[0]?.status === "DONE");
    expect(await unhealthy()).toEqual(["gcp:compute/network:Network"]);
    expect(await project.run(up)).toMatchObject({ code: 0 });
    expect(await cloud.list()).toHaveLength(all);
  });

  it("finds nothing in creation after its cloud was killed", async () => {
    await cloud.addFault({ on: "create", type: "compute/network", late: "24h", times: 1 });
    const { child, finished } = project.start(up);
    await until("the network's creation", async () => (await cloud.list({ type: "network" })).length > 0);
    const { pid } = await cloud.status();
    process.kill(pid ?? 0, "SIGKILL");
    child.kill("SIGKILL");
    await finished;
    const [network, ...others] = await cloud.list({ type: "compute/network" });
    expect(network).toMatchObject({ type: "gcp:compute/network:Network" });
    expect(network).not.toHaveProperty("operation");
    expect(others).toEqual([]);
  });
});
