import { describe, expect, it } from "vitest";
import { type FlowPorts, previewChangeRequest } from "../../../src/flows/index.ts";
import type { ChangeRequest } from "../../../src/forge/index.ts";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { markdown, previewJson, previewReport } from "../../../src/report/index.ts";
import { previewWriter as write } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";
import { MemoryHistory } from "../../fakes/driver/memory-history.ts";

/** Change request 1 edits dev. Its preview with the ports for changes from outside is told apart by `confined`. */
async function opened(change: Partial<ChangeRequest> = {}) {
  const world = new DriverWorld();
  const history = new MemoryHistory();
  const main = await world.git.resolve("HEAD");
  const files = environmentFiles("dev", "spec: { values: { a: b } }\n");
  const topic = world.git.make(files, { onto: main, branch: "topic" });
  const host = new MemoryForge();
  host.open(1, topic, { base: { branch: "main", commit: main }, ...change });
  let confined = 0;
  const ports: FlowPorts = {
    ...world.ports,
    history,
    forOutside: async () => {
      confined += 1;
      return await Promise.resolve({ ...world.ports, history, isForOutside: true });
    },
  };
  const { forOutside: _, ...withoutConfinement } = world.ports;
  const request = { environments: [], refresh: false, write, onNotPosted: () => {} };
  return {
    world,
    host,
    history,
    preview: (given: FlowPorts = ports) => previewChangeRequest({ ...request, number: 1 }, given, host.forge),
    /** As a job that knows no number. */
    previewOfHead: (given: FlowPorts = ports) => previewChangeRequest({ ...request, head: topic }, given, host.forge),
    withoutConfinement,
    confined: () => confined,
    comment: () => host.comments.get("1 preview") ?? "",
  };
}

describe("a change request from outside", () => {
  it("is one whose head is in another repository", async () => {
    const { preview, confined } = await opened({ isFromFork: true });
    expect((await preview()).preview.rehearsed).toBe("outside");
    expect(confined()).toBe(1);
  });

  it.each(["none", "read"] as const)("is one whose author has the permission %s", async (permission) => {
    const { host, preview, confined } = await opened();
    host.permission = permission;
    expect((await preview()).preview.rehearsed).toBe("outside");
    expect(confined()).toBe(1);
  });

  it.each(["write", "admin", "unknown"] as const)("is none whose author has the permission %s", async (permission) => {
    const { host, preview, confined } = await opened();
    host.permission = permission;
    expect((await preview()).preview.rehearsed).toBeUndefined();
    expect(confined()).toBe(0);
  });

  it("is none where the token may not ask what the author may do, since the branch is the repository's own", async () => {
    const { host, preview } = await opened();
    host.onPermission = () => {
      throw new RecordNotWritten({ place: "the forge", id: "permission", problem: "403" });
    };
    expect((await preview()).preview.rehearsed).toBeUndefined();
  });

  it("is refused where its program cannot be confined, and the change request says so", async () => {
    const { preview, withoutConfinement, comment } = await opened({ isFromFork: true });
    await expect(preview(withoutConfinement)).rejects.toMatchObject({ code: "change-from-outside" });
    expect(comment()).toContain("comes from outside");
  });

  it("is told to be rehearsed in the comment, in Markdown and as data", async () => {
    const { preview, comment } = await opened({ isFromFork: true });
    const { preview: shown } = await preview();
    const label = "rehearsed, the cloud was not asked";
    expect(comment()).toContain(label);
    expect(markdown(previewReport(shown))).toContain(label);
    expect(previewJson(shown)).toMatchObject({ rehearsed: "outside" });
  });

  it("has no digest and is not on record, so that no merge is held to it", async () => {
    const { preview, history } = await opened({ isFromFork: true });
    const { preview: shown } = await preview();
    expect(shown.planDigest).toBeUndefined();
    expect(history.records).toEqual([]);
  });

  it("never runs in a process that others share", async () => {
    const { world, preview } = await opened({ isFromFork: true });
    const given: unknown[] = [];
    world.engine.onPreview = (_options, work) => given.push(work.mayShareProcess);
    await preview();
    expect(new Set(given)).toEqual(new Set([undefined]));
  });
});

describe("a change whose author is not known", () => {
  it.each(["preview", "previewOfHead"] as const)("is confined when the forge is down: %s", async (how) => {
    const given = await opened();
    given.host.isDown = true;
    expect((await given[how]()).preview.rehearsed).toBe("outside");
    expect(given.confined()).toBe(1);
    await expect(given[how](given.withoutConfinement)).rejects.toMatchObject({ code: "change-not-identified" });
  });

  it("is confined when its commit is the head of several change requests", async () => {
    const given = await opened();
    const { head, base } = given.host.requests.get(1) ?? { head: { commit: "" } };
    given.host.open(2, head.commit, { ...(base && { base }), isFromFork: true });
    expect((await given.previewOfHead()).preview.rehearsed).toBe("outside");
  });

  it("is confined when its change request was closed and no branch leads to its commit", async () => {
    const given = await opened({ isFromFork: true });
    given.host.change(1, { state: "closed" });
    given.world.git.point("topic", await given.world.git.resolve("main"));
    expect((await given.previewOfHead()).preview.rehearsed).toBe("outside");
    await expect(given.previewOfHead(given.withoutConfinement)).rejects.toThrow("no branch of this clone leads to it");
  });

  it("is the caller's own where the forge has no change request for it and a branch leads to it", async () => {
    const given = await opened();
    given.host.requests.clear();
    expect((await given.previewOfHead()).preview.rehearsed).toBeUndefined();
    expect(given.confined()).toBe(0);
  });
});
