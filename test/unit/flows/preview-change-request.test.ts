import { describe, expect, it } from "vitest";
import type { Problem } from "../../../src/change/index.ts";
import { postParts, previewChange, previewChangeRequest } from "../../../src/flows/index.ts";
import type { ChangeRequest } from "../../../src/forge/index.ts";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { PackagesMissing } from "../../../src/program/errors.ts";
import { previewWriter as write } from "../../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";
import { MemoryHistory } from "../../fakes/driver/memory-history.ts";

/** Change request 1 edits dev; its head is `topic`. */
async function opened() {
  const world = new DriverWorld();
  const main = await world.git.resolve("HEAD");
  const topic = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), {
    onto: main,
    branch: "topic",
  });
  const host = new MemoryForge();
  host.open(1, topic, { base: { branch: "main", commit: main } });
  const preview = (number = 1, head?: string) =>
    previewChangeRequest(
      { environments: [], refresh: false, number, write, onNotPosted: () => {}, ...(head !== undefined && { head }) },
      world.ports,
      host.forge,
    );
  const comment = () => host.comments.get("1 preview") ?? "";
  return { world, host, main, topic, preview, comment };
}

describe("the preview of a change request", () => {
  it("is pending at once, then one comment and a verdict, with three requests that write", async () => {
    const { host, topic, preview, comment } = await opened();
    const { posting } = await preview();
    expect(host.statuses).toEqual([
      `${topic} groundwork/preview pending: running`,
      `${topic} groundwork/preview success: 1 to create, 0 to update, 0 to replace, 0 to delete`,
    ]);
    expect(comment()).toContain(`### Preview of \`${topic.slice(0, 7)}\``);
    expect(posting).toMatchObject({ changeRequest: { number: 1 }, comment: { done: "created" }, problems: [] });
    expect(host.writes).toBe(3);
  });

  it("shows in its comment what changed manifests say, which a preview without a comment does not read", async () => {
    const { world, host, preview, comment } = await opened();
    const file = "environments/dev/apps/shop.yaml";
    const topic = world.git.make(
      { [file]: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop }\ndata: { motd: sale }\n" },
      { branch: "topic" },
    );
    host.change(1, { head: { branch: "topic", commit: topic } });
    const { preview: posted } = await preview();
    expect([...(posted.manifestTexts?.keys() ?? [])]).toContain(file);
    expect(comment()).toContain("motd: sale");
    const plain = await previewChange({ environments: [], refresh: false, head: topic }, world.ports);
    expect(plain.manifestTexts).toBeUndefined();
  });

  it.each([
    ["may run one process for several environments when it changes none of the program", {}, true],
    ["never does when it changes the program", { "src/desired/cidr.ts": "export {};\n" }, undefined],
  ])("%s", async (_, files, mayShareProcess) => {
    const { world, host, preview } = await opened();
    const topic = world.git.make(
      { ...environmentFiles("dev", "spec: { values: { a: c } }\n"), ...files },
      { branch: "topic" },
    );
    host.change(1, { head: { branch: "topic", commit: topic } });
    const given: unknown[] = [];
    world.engine.onPreview = (_options, work) => given.push(work.mayShareProcess);
    await preview();
    expect(new Set(given)).toEqual(new Set([mayShareProcess]));
  });

  it("says beside the changed lines of a declaration what they do, on a forge that shows it there", async () => {
    const { host, topic, preview, comment } = await opened();
    host.annotations = new Map();
    await preview();
    const path = "environments/dev/environment.yaml";
    const [note] = host.annotations.get(`${topic} groundwork/preview`) ?? [];
    expect(note).toMatchObject({ path, level: "notice", text: expect.stringMatching(/^dev: 2 to create, /) });
    expect(note?.first).toBeGreaterThan(0);
    expect(comment()).toContain(`${path}:${note?.first}`);
    expect(host.writes).toBe(4);
  });

  it("warns beside the lines of a branch that is behind, as its own commit numbers them, and where a preview failed", async () => {
    const { world, main, host, preview } = await opened();
    host.annotations = new Map();
    const newer = world.git.make({ "docs/notes.md": "newer\n" }, { onto: main, branch: "main" });
    host.change(1, { base: { branch: "main", commit: newer } });
    world.engine.wanted.set("dev", new Error("no such region"));
    const { preview: shown } = await preview();
    expect(shown.target?.merged).toBe(true);
    const [notes = []] = host.annotations.values();
    expect(notes).toMatchObject([{ level: "warning", text: "dev: what would happen is not known" }]);
  });

  it("compares with the branch that it is to be merged into, and is recorded as that of the change request", async () => {
    const { world, main, preview } = await opened();
    const result = await preview();
    expect(result.preview.affected.range?.base).toBe(main);
    expect(result.preview.environments.map(({ affected }) => affected.name)).toEqual(["dev"]);
    expect(world.history.records[0]).toMatchObject({ kind: "preview", changeRequest: { forge: "local", number: 1 } });
  });

  it("edits its comment when it runs again, also to say that nothing changes any more", async () => {
    const { world, host, main, preview, comment } = await opened();
    await preview();
    const back = world.git.make(environmentFiles("dev"), { branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: back } });
    const { posting } = await preview();
    expect(posting.comment?.done).toBe("updated");
    expect(comment()).toContain("nothing to do");
    expect(host.comments.size).toBe(1);
    expect(main).not.toBe(back);
  });

  it("replaces its comment by the reason when there is no preview", async () => {
    const { world, host, topic, preview, comment } = await opened();
    await preview();
    const failing = { ...world.ports, workspaces: { at: () => Promise.reject(new Error("npm ci ended with 1")) } };
    const run = previewChangeRequest(
      { environments: [], refresh: false, number: 1, write, onNotPosted: () => {} },
      failing,
      host.forge,
    );
    await expect(run).rejects.toThrow("npm ci ended with 1");
    expect(comment()).toContain("**unknown**");
    expect(comment()).toContain("npm ci ended with 1");
    expect(host.statuses.at(-1)).toBe(`${topic} groundwork/preview error: npm ci ended with 1`);
  });

  it("is no success when an environment cannot be previewed", async () => {
    const { world, host, topic, preview, comment } = await opened();
    world.engine.wanted.set("dev", new Error("boom"));
    await preview();
    expect(host.statuses.at(-1)).toBe(`${topic} groundwork/preview error: unknown for 1 of 1`);
    expect(comment()).toContain("dev: cannot be previewed");
  });

  it("is not posted as the newest when the head has moved since, and the older comment stays", async () => {
    const { world, host, topic, preview, comment } = await opened();
    const newer = world.git.make(environmentFiles("dev", "spec: { values: { a: c } }\n"), { branch: "topic" });
    let reads = 0;
    host.onRead = () => {
      reads += 1;
      if (reads === 2) host.change(1, { head: { branch: "topic", commit: newer } });
    };
    const { posting, preview: result } = await preview();
    expect(result.commit).toBe(topic);
    expect(posting.superseded).toContain(`${newer.slice(0, 7)} by now, and ${topic.slice(0, 7)} was previewed`);
    expect(comment()).toBe("");
    expect(host.statuses.at(-1)).toContain(`${topic} groundwork/preview error: not shown: `);
  });

  it.each([
    ["was closed", { state: "closed" as const }, "is closed"],
    ["is to be merged elsewhere", { base: { branch: "release" } }, "into release by now, and main was compared with"],
  ])("is not posted as the newest when the change request %s since", async (_, change, because) => {
    const { host, preview, comment } = await opened();
    let reads = 0;
    host.onRead = () => {
      reads += 1;
      if (reads === 2) host.change(1, change);
    };
    expect((await preview()).posting.superseded).toContain(because);
    expect(comment()).toBe("");
  });

  it("of an older head than the change request's is not posted", async () => {
    const { world, host, topic, preview, comment } = await opened();
    const newer = world.git.make(environmentFiles("dev", "spec: { values: { a: c } }\n"), { branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: newer } });
    expect((await preview(1, topic)).posting.superseded).toBeDefined();
    expect(comment()).toBe("");
  });

  it("is there as a rehearsal although the forge is down, and says so", async () => {
    const { world, host, topic, main } = await opened();
    host.isDown = true;
    const { preview, posting } = await previewChangeRequest(
      { environments: [], refresh: false, number: 1, base: main, head: topic, write, onNotPosted: () => {} },
      world.ports,
      host.forge,
    );
    expect(preview.environments.map(({ affected }) => affected.name)).toEqual(["dev"]);
    expect(preview.rehearsed).toBe("outside");
    expect(posting.problems.map(({ code }) => code)).toEqual(["forge-unavailable"]);
    expect(host.writes).toBe(0);
  });

  it("is refused when the clone lacks the commits of the change request, instead of showing another change", async () => {
    const { host, topic, preview, comment } = await opened();
    host.change(1, { base: { branch: "main", commit: "f".repeat(40) } });
    await expect(preview()).rejects.toThrow("git fetch origin main");
    expect(host.statuses.at(-1)).toContain(`${topic} groundwork/preview error: This clone does not have`);
    expect(comment()).toContain("This clone does not have");
  });

  it("finds the change request that is open for the commit, and asks for a number when there are two", async () => {
    const { world, host, topic, main } = await opened();
    const request = { environments: [], refresh: false, head: topic, write, onNotPosted: () => {} };
    expect((await previewChangeRequest(request, world.ports, host.forge)).posting.changeRequest?.number).toBe(1);
    host.open(2, topic, { base: { branch: "main", commit: main } });
    const { posting } = await previewChangeRequest(request, world.ports, host.forge);
    expect(posting.problems.map(({ code }) => code)).toEqual(["several-change-requests"]);
  });

  it("does not turn its check green where the comment was not written", async () => {
    const { host, topic, preview } = await opened();
    host.refusesComments = true;
    const { posting } = await preview();
    expect(posting.problems.map(({ code }) => code)).toEqual(["forge-unavailable"]);
    expect(host.statuses.at(-1)).toMatch(`${topic} groundwork/preview error: not shown: 1 to create`);
  });

  it.each([300])("shows a change of %s files, and what it leaves out, within the limit of a comment", async (count) => {
    const { world, host, main, preview, comment } = await opened();
    const files = Array.from({ length: count }, (_, index) => [
      `environments/dev/apps/a-manifest-with-a-long-name-${index}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: one-${index} }\n`,
    ]);
    const topic = world.git.make(Object.fromEntries(files), { onto: main, branch: "topic" });
    host.change(1, { head: { branch: "topic", commit: topic } });
    const { preview: shown, posting } = await preview();
    expect(shown.affected.changedFiles).toBe(count);
    expect(posting.problems).toEqual([]);
    expect(Buffer.byteLength(comment())).toBeLessThanOrEqual(60_000);
    expect(comment()).toContain("| dev |");
    expect(comment()).toMatch(new RegExp(`Left out, because the comment may not be longer|one-${count - 1}\\b`, "u"));
    expect(world.history.records).toHaveLength(1);
  });

  it("names a branch in commands as one word of a shell", async () => {
    const { host, main, preview, comment } = await opened();
    const branch = "main;`reboot`;$(reboot)";
    host.change(1, { base: { branch, commit: main } });
    await preview();
    expect(comment()).toContain("groundwork preview --base 'main;`reboot`;$(reboot)' --head ");
    host.change(1, { base: { branch, commit: "f".repeat(40) } });
    await expect(preview()).rejects.toThrow("git fetch origin 'main;`reboot`;$(reboot)' ffff");
  });

  it("says in its comment that no merge can be held to it, where it cannot be recorded", async () => {
    const { world, host, preview, comment } = await opened();
    world.history.refusal = new RecordNotWritten({ place: "the remote", id: "1", problem: "this token may only read" });
    const { posting } = await preview();
    expect(comment()).toContain("Not on record, so that no merge can be held to this preview");
    expect(posting.comment?.done).toBe("created");
    expect(host.writes).toBe(4);
  });

  it.each([
    ["its comment was refused", (host: MemoryForge) => void Object.assign(host, { refusesComments: true })],
    ["its change request was closed meanwhile", (host: MemoryForge) => secondRead(host, { state: "closed" })],
    [
      "its change request got another base meanwhile",
      (host: MemoryForge) => secondRead(host, { base: { branch: "release" } }),
    ],
    [
      "its head has moved meanwhile",
      (host: MemoryForge) => secondRead(host, { head: { branch: "topic", commit: "f".repeat(40) } }),
    ],
  ])("is not on record when %s, and is made and recorded when it can be shown", async (_, happen) => {
    const { world, host, main, topic, preview } = await opened();
    happen(host);
    expect((await preview(1, topic)).preview.unrecorded).toMatchObject({ code: "preview-not-shown" });
    expect(world.history.records).toEqual([]);
    host.refusesComments = false;
    host.open(1, topic, { base: { branch: "main", commit: main } });
    expect((await preview(1, topic)).preview.unrecorded).toBeUndefined();
    expect(world.history.records).toMatchObject([{ kind: "preview", changeRequest: { number: 1 } }]);
  });

  it.each([
    ["does not take the reason either", (host: MemoryForge) => void Object.assign(host, { refusesComments: true })],
    ["is down", (host: MemoryForge) => void Object.assign(host, { isDown: true })],
  ])("that cannot be made names its reason and that of the forge, which %s", async (_, happen) => {
    const { world, host, main, topic } = await opened();
    happen(host);
    const missing = new PackagesMissing({ folder: "platform" });
    const workspaces = { at: () => Promise.reject(missing) };
    const forOutside = async () => await Promise.resolve({ ...world.ports, workspaces, isForOutside: true });
    const failing = { ...world.ports, workspaces, forOutside };
    const told: Problem[] = [];
    const onNotPosted = (problem: Problem) => void told.push(problem);
    const request = { environments: [], refresh: false, number: 1, base: main, head: topic, write, onNotPosted };
    await expect(previewChangeRequest(request, failing, host.forge)).rejects.toBe(missing);
    expect(told.map(({ code }) => code)).toContain("forge-unavailable");
  });
});

/** What happens while a preview is made: a change request is read when it begins, and again before it is posted. */
function secondRead(host: MemoryForge, change: Partial<ChangeRequest>): void {
  let reads = 0;
  host.onRead = (number) => {
    reads += 1;
    if (reads === 2) host.change(number, change);
  };
}

describe("the preview of a change that other jobs previewed", () => {
  /** Reports on the part of change request 1, as a job does that knows the commit alone. */
  async function reported(change: (host: MemoryForge, topic: string) => void) {
    const { world, host, main, topic, comment } = await opened();
    const part = await previewChange(
      { environments: [], refresh: false, base: main, head: topic, asPart: true },
      { ...world.ports, history: new MemoryHistory() },
    );
    change(host, topic);
    const request = {
      parts: [{ name: "1.json", preview: part }],
      head: topic,
      branch: "main",
      write,
      onNotPosted: () => {},
    };
    return { ...(await postParts(request, world.ports, host.forge)), world, host, comment };
  }

  it("is shown on the one that is to be merged into the branch, where its commit is the head of several", async () => {
    const { world, preview, posting } = await reported((host, topic) =>
      host.open(2, topic, { base: { branch: "release" } }),
    );
    expect(posting).toMatchObject({ changeRequest: { number: 1 }, comment: { done: "created" }, problems: [] });
    expect(preview.unrecorded).toBeUndefined();
    expect(world.history.records).toMatchObject([{ kind: "preview", changeRequest: { number: 1 } }]);
  });

  it.each([
    [
      "its commit is the head of two into one branch",
      "change requests 1, 2",
      (host: MemoryForge, topic: string) => void host.open(2, topic),
    ],
    [
      "the forge does not answer",
      "connection refused",
      (host: MemoryForge) => void Object.assign(host, { isDown: true }),
    ],
    ["its change request was closed", "none is open", (host: MemoryForge) => host.change(1, { state: "closed" })],
    [
      "its change request has moved on",
      "by now",
      (host: MemoryForge) => {
        host.onRead = () => host.change(1, { head: { branch: "topic", commit: "f".repeat(40) } });
      },
    ],
  ])("is not on record when %s, since it is shown to nobody", async (_, because, change) => {
    const { world, preview, comment } = await reported(change);
    expect(preview.unrecorded).toMatchObject({
      code: "preview-not-shown",
      message: expect.stringContaining(because),
    });
    expect(world.history.records).toEqual([]);
    expect(comment()).toBe("");
  });
});
