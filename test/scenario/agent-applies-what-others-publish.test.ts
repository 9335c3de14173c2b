import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, objectsIn } from "../../src/lib/index.ts";
import { operator } from "../fixtures/published/operator.ts";
import { platform } from "../fixtures/published/platform.ts";
import { storefront, storefrontDeployments } from "../fixtures/published/storefront.ts";
import { World } from "./agent-harness/index.ts";

/** Manifests as people publish them, in a cluster with nodes and the controllers of workloads. */
describe("an application that was written for any cluster", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create({ workloads: true });
  });
  afterAll(() => world.end());

  it("of a dozen services comes up whole, and its Kustomization waits until it has", async () => {
    const space = await world.space();
    const commit = await space.repository.commit(storefront());
    await space.source();
    await space.kustomization({ wait: true, timeout: "60s" });
    space.agent();

    await space.untilApplied(commit);

    const available = async (name: string) => {
      const deployment = await space.get("apps/v1", "Deployment", name);
      return objectsIn(at(deployment, "status", "conditions")).find(({ type }) => type === "Available")?.["status"];
    };
    const found = await Promise.all(storefrontDeployments.map(available));
    expect(found).toEqual(storefrontDeployments.map(() => "True"));
    const sessions = await space.get("apps/v1", "StatefulSet", "sessions");
    expect(at(sessions, "status", "readyReplicas")).toBe(2);
  });

  it("in layers comes up as far as its kinds are there, and says which are not and whose they are", async () => {
    const space = await world.space();
    await space.repository.commit(platform(space.name));
    await space.source();
    await space.kustomization();
    space.agent();

    await expect.poll(async () => (await space.condition("Kustomization", "Ready", "tenants"))?.status).toBe("True");

    const charts = async () => (await space.condition("Kustomization", "Ready", "charts"))?.message ?? "";
    await expect.poll(charts).toContain("HelmRelease/ingress");
    expect(await charts()).toContain("it is Flux's helm-controller that does what it says, which is not there");
    expect(await charts()).toContain("it is Flux's source-controller that does what it says, which is not there");
  });

  it("rendered of a chart with its definitions and objects of their kinds comes up in one commit", async () => {
    const space = await world.space();
    const commit = await space.repository.commit(operator(space.name));
    await space.source();
    await space.kustomization({ wait: true, timeout: "60s" });
    space.agent();

    await space.untilApplied(commit);

    const issuer = await space.get("certs.example.com/v1", "Certificate", "shop");
    expect(at(issuer, "spec", "issuerRef")).toEqual({ name: "own", kind: "Issuer" });
  });
});
