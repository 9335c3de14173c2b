import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "./world.ts";

const MANAGER = "gcp:compute/regionInstanceGroupManager:RegionInstanceGroupManager";
const AUTOSCALER = "gcp:compute/regionAutoscaler:RegionAutoscaler";
const autoscalingPolicy = { minReplicas: 1, maxReplicas: 3, cpuUtilization: { target: 0.6 } };

let world: TestWorld;
let group: Awaited<ReturnType<TestWorld["program"]["create"]>>;
let target: unknown;
beforeEach(async () => {
  world = await openWorld();
  const template = await world.program.create("gcp:compute/regionInstanceTemplate:RegionInstanceTemplate", "t", {
    name: "web-1",
    region: "europe-west3",
    machineType: "e2-small",
    disks: [{ sourceImage: "debian-cloud/debian-12" }],
  });
  group = await world.program.create(MANAGER, "g", {
    name: "web",
    baseInstanceName: "web",
    versions: [{ instanceTemplate: template.outputs["selfLink"] }],
  });
  target = group.outputs["selfLink"];
});
afterEach(() => world.close());

describe("an autoscaler", () => {
  it("keeps its group from being deleted", async () => {
    const { subject } = await world.program.create(AUTOSCALER, "a", { name: "web", target, autoscalingPolicy });
    await expect(world.provider.delete(group.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await world.provider.delete(subject);
  });

  it("is the only one of its group", async () => {
    await world.program.create(AUTOSCALER, "a", { name: "web", target, autoscalingPolicy });
    await expect(world.program.create(AUTOSCALER, "b", { name: "second", target, autoscalingPolicy })).rejects.toThrow(
      "is scaled by projects/p/regions/europe-west3/autoscalers/web already",
    );
  });

  it("needs a group that stands, and at most as many machines at least as at most", async () => {
    const none = { name: "web", target: "projects/p/regions/europe-west3/instanceGroupManagers/db", autoscalingPolicy };
    await expect(world.program.create(AUTOSCALER, "a", none)).rejects.toThrow("does not exist");
    const reversed = { ...autoscalingPolicy, minReplicas: 4 };
    expect(await world.program.failures(AUTOSCALER, { name: "web", target, autoscalingPolicy: reversed })).toEqual([
      { property: "autoscalingPolicy.minReplicas", reason: "must not be greater than maxReplicas (3); it is 4" },
    ]);
  });
});
