import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noChanges, runKind } from "../../src/change/index.ts";
import { bringUpReviewed, previewChangeRequest } from "../../src/flows/index.ts";
import { plainGit } from "../../src/forge/none/index.ts";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { type ScratchClone, scratchClone } from "../contract/forge/scratch-clone.ts";
import { acquisitionOf } from "../contract/lease/acquisitions.ts";
import { previewWriter, runWriter } from "../fakes/driver/comment-writers.ts";
import { DriverWorld, environmentFiles, platformFiles } from "../fakes/driver/driver-world.ts";
import { passing } from "../fakes/driver/lease-time.ts";
import { createBare } from "../fakes/forge-host/bare-git.ts";
import { hasSshKeygen, type SshSigners, sshSigners } from "../fakes/signers/ssh-signers.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const bob = { name: "bob", email: "bob@example.com" };
const alice = { name: "alice", email: "alice@example.com" };
const notesRef = "refs/notes/groundwork-previews";

describe.skipIf(!(await hasSshKeygen()))("a change on a plain Git server", () => {
  let top: string;
  /** Where people work. */
  let clone: ScratchClone;
  /** Where a job runs. */
  let job: ScratchClone;
  let signers: SshSigners;
  let driver: DriverWorld;

  beforeEach(async () => {
    top = await mkdtemp(path.join(tmpdir(), "groundwork-plain-git-"));
    const remote = path.join(top, "platform.git");
    await createBare(remote);
    clone = await scratchClone(remote);
    job = await scratchClone(remote);
    signers = await sshSigners();
    driver = new DriverWorld();
    await clone.commit({ branch: "main", files: platformFiles(["dev", "staging"]) }, alice, "origin");
  });
  afterEach(async () => {
    await Promise.all([clone.remove(), job.remove(), signers.remove()]);
    await rm(top, { recursive: true, force: true });
  });

  const forge = () =>
    plainGit({ url: "origin", clone: job.folder, environment, allowedSigners: signers.allowedSigners });
  const ports = async () => {
    await job.git("fetch", "--quiet", "origin");
    return driver.portsOn(await openRepository(job.folder, mergeTreesWithGit(environment), environment));
  };
  const change = (value: string) =>
    clone.commit(
      { branch: "topic", files: environmentFiles("dev", `spec: { values: { a: ${value} } }\n`) },
      alice,
      "origin",
    );
  const preview = async (more: { readonly anew?: boolean } = {}) => {
    const request = {
      ...more,
      environments: [],
      refresh: false,
      base: "origin/main",
      head: "origin/topic",
      write: previewWriter,
      onNotPosted: () => {},
    };
    return previewChangeRequest(request, await ports(), forge());
  };
  const up = async (more: { readonly requiredApprovals?: number; readonly head?: string } = {}) =>
    bringUpReviewed(
      {
        environments: [],
        refresh: false,
        head: "origin/main",
        branch: "main",
        requiredApprovals: 1,
        confirm: async () => true,
        write: runWriter,
        onNotPosted: () => {},
        ...more,
      },
      await ports(),
      forge(),
    );
  /** Merges as a person would, and pushes. @returns the merge */
  const merge = async (as: readonly string[], ...how: readonly string[]) => {
    await clone.git("checkout", "--quiet", "-B", "main", "origin/main");
    await clone.git(...as, "merge", "--quiet", "--no-ff", ...how, "-m", "Merge topic", "origin/topic");
    await clone.git("push", "--quiet", "origin", "main");
    return clone.git("rev-parse", "HEAD");
  };
  const noteOf = async (tree: string) => {
    await clone.git("fetch", "--quiet", "origin", `+${notesRef}:${notesRef}`);
    return clone.git("notes", "--ref", notesRef, "show", tree);
  };

  it("has its preview in a note of the files that merging it gives", async () => {
    await change("b");
    const { posting } = await preview();
    expect(posting.problems).toEqual([]);
    expect(posting.note?.done).toBe("created");
    await merge(await signers.signer("bob@example.com"), "-S");
    expect(await noteOf(await clone.git("rev-parse", "HEAD^{tree}"))).toContain("dev");
    expect(await clone.git("for-each-ref", "refs/notes/groundwork-writing-*")).toBe("");
    expect(await job.git("for-each-ref", "refs/notes/")).toBe("");
  });

  it("has one note for the same files, which says the newest result", async () => {
    await change("b");
    await preview();
    const before = await job.git("ls-remote", "origin", notesRef);
    driver.engine.wanted.set("dev", new Error("the cloud is gone"));
    const { posting } = await preview({ anew: true });
    expect(posting.note?.done).toBe("updated");
    expect(await job.git("ls-remote", "origin", notesRef)).not.toBe(before);
    const tree = await job.git("merge-tree", "--write-tree", "origin/main", "origin/topic").catch(() => "");
    expect(await noteOf(tree || (await job.git("rev-parse", "origin/topic^{tree}")))).toContain("the cloud is gone");
  });

  it("keeps the notes of two jobs that write at the same time", async () => {
    const tree = (await clone.git("rev-parse", "origin/main^{tree}")).trim();
    const other = "1".repeat(40);
    const { notes } = forge();
    await Promise.all([notes?.ensureNote(tree, "one\n\n\ntwo\n"), notes?.ensureNote(other, "other\n")]);
    expect([await noteOf(tree), await noteOf(other)]).toEqual(["one\n\n\ntwo", "other"]);
    expect((await notes?.ensureNote(tree, "one\n\n\ntwo\n"))?.done).toBe("unchanged");
  });

  it("is brought up when another allowed signer signed its merge", async () => {
    await change("b");
    await preview();
    await merge(await signers.signer("bob@example.com"), "-S");
    const { run, binding } = await up();
    expect(run.refusal).toBeUndefined();
    expect(run.environments.map((each) => [each.affected.name, runKind(each)])).toEqual([["dev", "applied"]]);
    expect(binding?.approvedBy).toEqual(["bob@example.com"]);
  });

  it("is not brought up by a job that met the lease of a later merge's, which its clone did not have before", async () => {
    await change("b");
    await preview();
    const signed = await signers.signer("bob@example.com");
    const earlier = await merge(signed, "-S");
    const held = await driver.leases.acquire(["dev"], acquisitionOf("Eve"));
    let hasEnded = false;
    passing(driver, async () => {
      if (hasEnded) return;
      hasEnded = true;
      await change("c");
      const commit = (await merge(signed, "-S")).trim();
      const at = new Date(driver.now).toISOString();
      const layers = [{ layer: "infrastructure", kind: "applied", at, steps: [], counts: noChanges }] as const;
      const environments = [{ environment: "dev", result: "succeeded", layers, milliseconds: 1 }] as const;
      const run = {
        version: 3,
        kind: "up",
        id: "later",
        at,
        commit,
        by: "Eve",
        verdict: "applied",
        environments,
      } as const;
      await driver.history.record(run);
      await driver.leases.release(held);
    });
    const { run, binding } = await up({ head: earlier.trim() });
    expect(hasEnded).toBe(true);
    expect(run.refusal).toMatchObject({ code: "older-than-what-stands" });
    expect([binding, driver.engine.standing.has("dev")]).toEqual([undefined, false]);
  });

  it.each([
    [
      "without a signature",
      async () => ({ as: ["-c", "user.name=bob", "-c", "user.email=bob@example.com"], how: [] }),
      "is not signed",
    ],
    [
      "with a key that is on no list",
      async () => ({ as: await signers.signer("mallory@example.com", { isAllowed: false }), how: ["-S"] }),
      "proves nothing: the list of allowed signers has no such key",
    ],
    [
      "by its own author",
      async () => ({ as: await signers.signer(alice.email), how: ["-S"] }),
      "alice@example.com signed",
    ],
  ])("is not brought up when it was merged %s", async (_, merging, because) => {
    await change("b");
    await preview();
    const { as, how } = await merging();
    await merge(as, ...how);
    const { run } = await up();
    expect(run.refusal).toMatchObject({
      kind: "not-reviewed",
      code: "not-approved",
      because: expect.stringContaining(because),
    });
    expect(driver.engine.standing.size).toBe(0);
  });

  it("is not brought up when its author merged main into it, and so made main the second parent", async () => {
    await change("b");
    const alone = await signers.signer(alice.email);
    await clone.commit(
      { branch: "main", files: environmentFiles("staging", "spec: { values: { a: z } }\n") },
      bob,
      "origin",
    );
    await clone.git("fetch", "--quiet", "origin");
    await clone.git("checkout", "--quiet", "-B", "main", "origin/topic");
    await clone.git(...alone, "merge", "--quiet", "--no-ff", "-S", "-m", "Merge main", "origin/main");
    await clone.git("push", "--quiet", "origin", "main");
    await preview();
    expect((await up()).run.refusal).toMatchObject({
      code: "not-approved",
      because: expect.stringContaining("made the change"),
    });
  });

  it("is not brought up when its signer made an earlier commit that was pushed with it", async () => {
    await change("b");
    const signing = await signers.signer(bob.email);
    await clone.commit(
      { branch: "topic", files: environmentFiles("dev", "spec: { values: { a: mine } }\n") },
      bob,
      "origin",
    );
    await clone.git("fetch", "--quiet", "origin");
    await clone.git("checkout", "--quiet", "-B", "main", "origin/topic");
    const author = `${alice.name} <${alice.email}>`;
    await clone.git(...signing, "commit", "--quiet", "--allow-empty", "-S", "--author", author, "-m", "By another");
    await clone.git("push", "--quiet", "origin", "main");
    await preview();
    expect((await up()).run.refusal).toMatchObject({
      code: "not-approved",
      because: expect.stringContaining("made the change"),
    });
  });

  it("is brought up by the author of an earlier change that another person approved", async () => {
    await clone.commit(
      { branch: "topic", files: environmentFiles("staging", "spec: { values: { a: z } }\n") },
      bob,
      "origin",
    );
    await clone.git("fetch", "--quiet", "origin");
    await preview();
    await merge(await signers.signer("carol@example.com"), "-S");
    await change("b");
    await clone.git("fetch", "--quiet", "origin");
    await preview();
    await merge(await signers.signer(bob.email), "-S");
    expect((await up()).run.refusal).toBeUndefined();
  });

  it("is not brought up where an environment of an earlier commit of it stands at a later change", async () => {
    await change("b");
    const files = environmentFiles("staging", "spec: { values: { a: z } }\n");
    await clone.commit({ branch: "topic", files }, alice, "origin");
    await clone.git("fetch", "--quiet", "origin");
    await clone.git("checkout", "--quiet", "-B", "main", "origin/topic");
    const signing = await signers.signer(bob.email);
    await clone.git(...signing, "commit", "--quiet", "--amend", "-S", "--no-edit");
    await clone.git("push", "--quiet", "--force", "origin", "main:topic");
    await preview();
    await clone.git("push", "--quiet", "origin", "main");
    const earlier = await clone.git("rev-parse", "HEAD");
    clone.forget();
    await change("c");
    await clone.git("fetch", "--quiet", "origin");
    await preview();
    await merge(await signers.signer("carol@example.com"), "-S");
    expect((await up()).run.refusal).toBeUndefined();
    expect((await up({ head: earlier })).run.refusal).toMatchObject({
      code: "older-than-what-stands",
      because: expect.stringContaining("dev"),
    });
  });

  it("is not brought up on one signature where two approvals are needed", async () => {
    await change("b");
    await preview();
    await merge(await signers.signer("bob@example.com"), "-S");
    expect((await up({ requiredApprovals: 2 })).run.refusal).toMatchObject({ code: "not-approved" });
  });

  it("is not brought up from a branch that it was not merged into", async () => {
    await change("b");
    await preview();
    expect((await up({ head: "origin/topic" })).run.refusal).toMatchObject({ code: "not-on-branch" });
  });

  it("is not brought up as it was shown only after it was signed", async () => {
    await change("b");
    const bob = await signers.signer("bob@example.com");
    await merge(bob, "-S");
    driver.now = Date.now() + 10 * 60_000;
    await preview();
    expect((await up()).run.refusal).toMatchObject({ kind: "not-what-was-shown" });
  });
});
