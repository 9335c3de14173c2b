import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorld, type TestWorld } from "../local-gcp/world.ts";
import { bringUp } from "./on-local-cloud.ts";

let world: TestWorld;
beforeEach(async () => {
  world = await openWorld({ project: "groundwork-local", region: "europe-west1" });
});
afterEach(() => world.close());

describe("an environment with repositories", () => {
  it("goes up on the local cloud, has no difference afterwards, and goes without a trace", async () => {
    const up = await bringUp(
      world,
      `
  artifactRepositories:
    - { name: images, mode: virtual, repositories: [own, hub] }
    - { name: hub, mode: remote }
    - name: own
      immutableTags: true
      cleanup:
        - { name: recent, action: keep, last: 5 }
        - { name: old, olderThan: 30d, tags: tagged, tagPrefixes: [v] }
    - { name: wheels, format: python, mode: remote, upstream: "https://wheels.example.com/simple" }
`,
    );
    const args = Object.fromEntries(up.created.map(({ subject, outputs }) => [subject.name, outputs]));
    expect(args["images"]?.["virtualRepositoryConfig"]).toEqual({
      upstreamPolicies: [
        {
          id: "own",
          priority: 20,
          repository: "projects/groundwork-local/locations/europe-west1/repositories/dev-own",
        },
        {
          id: "hub",
          priority: 10,
          repository: "projects/groundwork-local/locations/europe-west1/repositories/dev-hub",
        },
      ],
    });
    expect(args["hub"]?.["remoteRepositoryConfig"]).toMatchObject({
      dockerRepository: { publicRepository: "DOCKER_HUB" },
    });
    expect(args["wheels"]?.["remoteRepositoryConfig"]).toMatchObject({
      pythonRepository: { customRepository: { uri: "https://wheels.example.com/simple" } },
    });
    expect(args["own"]).toMatchObject({
      dockerConfig: { immutableTags: true },
      cleanupPolicies: [
        { id: "old", action: "DELETE", condition: { olderThan: "2592000s", tagState: "TAGGED", tagPrefixes: ["v"] } },
        { id: "recent", action: "KEEP", mostRecentVersions: { keepCount: 5 } },
      ],
    });
    expect(up.outputs).toMatchObject({
      artifactRepositories: {
        own: { name: "dev-own", uri: "europe-west1-docker.pkg.dev/groundwork-local/dev-own" },
        wheels: { uri: "europe-west1-python.pkg.dev/groundwork-local/dev-wheels" },
      },
    });
    expect(await up.differences()).toEqual([]);
    const own = up.created.find(({ subject }) => subject.name === "own");
    await expect(world.provider.delete(own!.subject)).rejects.toMatchObject({ code: "local-in-use" });
    await up.destroy();
    expect(world.store.count).toBe(0);
  });
});

describe("a repository in the local cloud", () => {
  const create = (more: object) =>
    world.program.create("gcp:artifactregistry/repository:Repository", "it", {
      repositoryId: "apps",
      location: "europe-west1",
      format: "DOCKER",
      ...more,
    });

  it("refuses settings of another mode, missing ones and upstreams that are not there", async () => {
    await expect(create({ mode: "REMOTE_REPOSITORY" })).rejects.toThrow("remoteRepositoryConfig");
    await expect(create({ remoteRepositoryConfig: { description: "hub" } })).rejects.toThrow(
      "is of a REMOTE_REPOSITORY; this is a STANDARD_REPOSITORY",
    );
    const repository = "projects/groundwork-local/locations/europe-west1/repositories/ghost";
    const virtualRepositoryConfig = { upstreamPolicies: [{ id: "a", priority: 1, repository }] };
    await expect(create({ mode: "VIRTUAL_REPOSITORY", virtualRepositoryConfig })).rejects.toMatchObject({
      code: "local-reference-not-found",
    });
    await expect(create({ repositoryId: "Apps" })).rejects.toThrow("must be 1-63 lower-case letters");
  });
});
