import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, eventually, type Space, World } from "./agent-harness/index.ts";

describe("the agent survives", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  const gitFailed = { type: "Ready", status: "False", reason: "GitOperationFailed" };

  async function running(files: Readonly<Record<string, string>>): Promise<{ space: Space; commit: string }> {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();
    const commit = await space.repository.commit(files);
    await space.untilApplied(commit);
    return { space, commit };
  }

  it("a Git server that goes away: what is applied stays, drift is corrected, new commits follow when it is back", async () => {
    const { space } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    await world.stopGit();
    try {
      expect(await space.untilCondition("GitRepository", gitFailed)).toContain("cannot fetch from http://127.0.0.1");
      await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
      await space.untilData("one", { a: "1" });
    } finally {
      await world.startGit();
    }

    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) }));
    await space.untilCondition("GitRepository", { type: "Ready", status: "True", reason: "Succeeded" });
  });

  it("a restart of its own while the Git server is away, from the clone on disk", async () => {
    const { space, commit } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.end();
    await world.stopGit();
    try {
      await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });

      space.agent();

      await space.untilData("one", { a: "1" });
      await space.untilApplied(commit);
      expect(await space.condition("GitRepository", "Ready")).toMatchObject({ status: "False" });
    } finally {
      await world.startGit();
    }
  });

  it("a branch that does not exist, and names those that do", async () => {
    const { space } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    await space.source({ ref: { branch: "release" } });

    const message = await space.untilCondition("GitRepository", gitFailed);
    expect(message).toContain('has no branch "release" (branches: main)');
    const next = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) }, { branch: "release" });
    await eventually(
      async () => (await space.status("Kustomization"))["lastAppliedRevision"],
      `release@sha1:${next}`,
      space.explain,
    );
  });

  it("an empty repository, until there is a commit", async () => {
    const space = await world.space();
    await space.source();
    await space.kustomization();
    space.agent();

    expect(await space.untilCondition("GitRepository", gitFailed)).toContain("is an empty repository");

    await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));
  });

  it("a rewritten history: it is refused until it is accepted", async () => {
    const { space, commit } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    const rewritten = await space.repository.commit(
      { "apps/a.yaml": configMap("one", { a: "evil" }) },
      { parent: null },
    );

    const stalled = { type: "Stalled", status: "True", reason: "HistoryRewritten" };
    const message = await space.untilCondition("GitRepository", stalled);
    expect(message).toContain(`main was rewritten: ${rewritten} does not descend from ${commit}`);
    expect((await space.status("GitRepository"))["artifact"]).toMatchObject({ revision: `main@sha1:${commit}` });
    await space.untilData("one", { a: "1" });

    await space.source({}, { annotations: { "groundwork.dev/accept-history-rewrite": rewritten } });

    await space.untilApplied(rewritten);
    await space.untilData("one", { a: "evil" });
  });

  it("a rewritten history also when it has lost its clone", async () => {
    const { space, commit } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.end();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "evil" }) }, { parent: null });

    space.agent([], "another-disk");

    const stalled = { type: "Stalled", status: "True", reason: "HistoryRewritten" };
    expect(await space.untilCondition("GitRepository", stalled)).toContain(commit);
    await space.untilData("one", { a: "1" });
  });

  it("a lost clone when history goes on", async () => {
    const { space } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });
    await space.end();
    await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) });
    const next = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "3" }) });

    space.agent([], "another-disk");

    await space.untilApplied(next);
    expect(await space.data("one")).toEqual({ a: "3" });
  });

  it("a disk that takes no clone: the condition says so, and it goes on as soon as it can", async () => {
    const space = await world.space();
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) });
    const inTheWay = path.join(await space.storage("blocked"), "sources");
    await writeFile(inTheWay, "");
    await space.source();
    await space.kustomization();
    space.agent([], "blocked");

    const failed = { type: "Ready", status: "False", reason: "StorageOperationFailed" };
    expect(await space.untilCondition("GitRepository", failed)).toContain("Make room");

    await rm(inTheWay);
    await space.untilApplied(commit);
  });

  it("an API server that is killed and started again", async () => {
    const { space } = await running({ "apps/a.yaml": configMap("one", { a: "1" }) });

    const { start } = await world.cluster.restart();
    const commit = await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "2" }) });
    await start();

    await space.untilApplied(commit);
    await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
    await space.untilData("one", { a: "2" });
    expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
  });

  it("a kill in the middle of applying: the next one finishes, and deletes what left Git in between", async () => {
    const space = await world.space();
    const many = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`apps/${index}.yaml`, configMap(`many-${index}`, {})]),
      );
    await space.repository.commit(many(300));
    await space.source();
    await space.kustomization();
    const first = space.agent(["--object-concurrency=1"]);
    await eventually(async () => (await space.configMap("many-0")) !== undefined, true, space.explain);
    await first.end("SIGKILL");
    expect(await space.configMap("many-99")).toBeUndefined();
    const { entries } = (await space.status("Kustomization"))["inventory"] as { entries: object[] };
    expect(entries).toHaveLength(300);

    const { "apps/0.yaml": _, ...rest } = many(300);
    const commit = await space.repository.commit(rest);
    space.agent();

    await space.untilApplied(commit);
    expect(await space.configMap("many-0")).toBeUndefined();
    expect(await space.configMap("many-299")).toBeDefined();
  });
});
