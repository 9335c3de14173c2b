import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mergeTreesWithGit } from "../../src/git/executable/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { gitNotesHistory } from "../../src/history/git-notes/index.ts";
import { type CorrectionsRecord, historyVersion, type PreviewRecord, type RunRecord } from "../../src/history/index.ts";
import { type ScratchClone, scratchClone } from "../contract/forge/scratch-clone.ts";
import { previewOn, runOn } from "../contract/history/records.ts";
import { changedFiles, platformFiles } from "../fakes/driver/driver-world.ts";
import { createBare } from "../fakes/forge-host/bare-git.ts";
import { corrected } from "../unit/change/audit-records.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

const environment = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
const notesRef = "refs/notes/groundwork";
const ada = { name: "Ada", email: "ada@example.com" };
const changeRequest = { forge: "gitea", number: 7, url: "https://git.example.com/acme/infra/pulls/7" };

let top: string;
let remote: string;
let clone: ScratchClone;
const fresh: PlatformRepository[] = [];

beforeEach(async () => {
  top = await mkdtemp(path.join(tmpdir(), "groundwork-audit-"));
  remote = path.join(top, "platform.git");
  await createBare(remote);
  clone = await scratchClone(remote);
});
afterEach(async () => {
  await Promise.all([clone.remove(), ...fresh.splice(0).map((each) => each.remove())]);
  await rm(top, { recursive: true, force: true });
});

const history = () => gitNotesHistory({ folder: clone.folder, remote: "origin", environment });
const push = (files: Readonly<Record<string, string>>, message: string) =>
  clone.commit({ branch: "main", files, message }, ada, "origin");
const runOf = (day: number, commit: string, names: readonly string[]): RunRecord => ({
  ...runOn(day, "up", Object.fromEntries(names.map((name) => [name, "succeeded"] as const))),
  commit,
  version: historyVersion,
});

/** A clone in which the command never ran: the branch, and nothing of the record. */
async function freshClone(): Promise<PlatformRepository> {
  const repository = await PlatformRepository.empty();
  fresh.push(repository);
  await promisify(execFile)("git", ["clone", "--quiet", remote, "."], { cwd: repository.folder, env: environment });
  return repository;
}

async function auditIn(repository: PlatformRepository, ...args: readonly string[]) {
  const { code, out, err } = await repository.groundwork("audit", "--record", "git", "--json", ...args);
  const { at: _, ...audit } = out === "" ? { at: "" } : JSON.parse(out);
  return { code, audit, err };
}

/** Two environments, one of which was brought up to the last change, which came from a change request. */
async function merged(): Promise<{ readonly first: string; readonly last: string }> {
  const first = await push(platformFiles(["dev", "prod"]), "Start");
  await history().record(runOf(1, first, ["dev", "prod"]));
  const last = await push({ ...changedFiles("dev", "b"), ...changedFiles("prod", "b") }, "Widen the network");
  const { tree } = await (await openRepository(clone.folder, mergeTreesWithGit(environment), environment)).commit(last);
  const approvals = [{ id: "4", name: "Grace", commit: last, at: "2026-01-02T00:00:00.000Z" }];
  const shown: PreviewRecord = { ...previewOn(2, { head: "f".repeat(40), tree }), changeRequest, approvals };
  await history().record(shown);
  await history().record({ ...runOf(3, last, ["dev"]), changeRequest, approvals, merges: [last] });
  return { first, last };
}

describe("an audit from a fresh clone", { timeout: 60_000 }, () => {
  it("says who changed what, approved by whom, and which merge waits, from the remote alone, and the same in each clone", async () => {
    const { first, last } = await merged();
    const [one, other] = [await freshClone(), await freshClone()];
    const answer = await auditIn(one);
    expect(answer.err).toBe("");
    expect(answer.code).toBe(0);
    expect(answer.audit).toMatchObject({ kind: "audit", version: 1, whole: true, lost: [], branch: { name: "main" } });
    expect(answer.audit.runs).toMatchObject([
      {
        environment: "dev",
        commit: last,
        by: "Ada",
        changeRequest,
        approvals: [{ name: "Grace", commit: last }],
        merges: [{ subject: "Widen the network", author: ada, changeRequest }],
      },
      { environment: "dev", commit: first },
      { environment: "prod", commit: first, merges: [{ subject: "Start" }] },
    ]);
    expect(answer.audit.unapplied).toMatchObject([{ id: last, environments: ["prod"], subject: "Widen the network" }]);
    expect(await auditIn(other)).toEqual(answer);
    expect(await auditIn(one)).toEqual(answer);
  });

  it("answers of a period and of environments, and writes Markdown with the runs in full", async () => {
    const { first } = await merged();
    const repository = await freshClone();
    const of = await auditIn(repository, "--until", "2026-01-02", "--env", "prod", "--markdown", "audit.md");
    expect(of.code).toBe(0);
    expect(of.audit.runs).toMatchObject([{ environment: "prod", commit: first }]);
    const page = await readFile(path.join(repository.folder, "audit.md"), "utf8");
    expect(page).toContain("<details><summary>prod up of");
    const wrong = await repository.groundwork("audit", "--record", "git", "--env", "prd");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("did you mean prod?")]);
    const empty = await repository.groundwork("audit", "--since", "2026-01-03", "--until", "2026-01-01");
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining("(period-empty)")]);
  });

  it.each([
    ["damaged", () => "M 100644 inline 0000/00/00000002.json\ndata 4\n{}\n\n\n", "0000/00/00000002.json"],
    ["taken out", () => "D 0000/00/00000002.json\n", "record 2"],
  ])("names a record that was %s, whatever the period, and ends with 5", async (_, change, name) => {
    await merged();
    const tip = execFileSync("git", ["-C", remote, "rev-parse", notesRef], { encoding: "utf8" }).trim();
    const head = `commit ${notesRef}\ncommitter Eve <eve@example.com> 0 +0000\ndata 4\nEvil\nfrom ${tip}\n`;
    execFileSync("git", ["-C", remote, "fast-import", "--quiet"], { input: `${head}${change()}` });
    const repository = await freshClone();
    const { code, audit } = await auditIn(repository, "--since", "2026-01-03");
    expect(code).toBe(5);
    expect(audit).toMatchObject({ whole: false, verification: { kind: "broken" } });
    expect(audit.lost).toContain(name);
    expect(audit.runs).toHaveLength(1);
    const { out } = await repository.groundwork("audit", "--record", "git");
    expect(out).toContain(name);
  });

  it("has a row for a correction that was cut off, until a run on record says how it ended", async () => {
    const { last } = await merged();
    const begun: CorrectionsRecord = {
      version: historyVersion,
      kind: "corrections",
      id: "2026-01-04T00:00:00.000Z-corrections-dev",
      at: "2026-01-04T00:00:00.000Z",
      commit: last,
      by: "ci",
      environments: [{ environment: "dev", begun: [corrected], resumed: [] }],
    };
    await history().record(begun);
    const repository = await freshClone();
    const cutOff = await auditIn(repository);
    expect([cutOff.code, cutOff.audit.unfinished]).toMatchObject([0, [{ environment: "dev", by: "ci", commit: last }]]);
    const { out } = await repository.groundwork("audit", "--record", "git", "--env", "dev");
    expect(out).toMatch(/dev +correct +\w{7} +ci +- +begun, no end on record/u);
    await history().record({ ...runOf(5, last, ["dev"]), kind: "correct", corrects: begun.id });
    expect((await auditIn(repository)).audit.unfinished).toEqual([]);
  });

  it("does not say that nothing is on record where the record was removed from the remote, and ends with 4 in every clone", async () => {
    await merged();
    const whole = await freshClone();
    expect((await auditIn(whole)).code).toBe(0);
    execFileSync("git", ["-C", remote, "update-ref", "-d", notesRef]);
    for (const each of [await freshClone(), whole]) {
      const { code, err } = await auditIn(each);
      expect([code, err]).toEqual([4, expect.stringContaining(`${notesRef} of origin was rewritten: it was removed`)]);
      expect(err).toContain(
        "git fetch origin refs/notes/groundwork-tip && git push origin FETCH_HEAD:refs/notes/groundwork",
      );
    }
  });

  it("says that nothing is on record where jobs have taken leases and recorded nothing", async () => {
    await push(platformFiles(["dev"]), "Start");
    // Any commit does: which leases there were says that commands took them, and not what they did.
    for (const name of ["dev", "_notices"])
      execFileSync("git", ["-C", remote, "update-ref", `refs/groundwork/leases/${name}`, "main"]);
    const { code, audit } = await auditIn(await freshClone());
    expect([code, audit.whole, audit.runs]).toEqual([0, true, []]);
  });

  it("of which the clone has the newest commit alone says how to get the others, and nothing that it does not know", async () => {
    await merged();
    const repository = await PlatformRepository.empty();
    fresh.push(repository);
    const depth = ["clone", "--quiet", "--depth", "1", `file://${remote}`, "."];
    await promisify(execFile)("git", depth, { cwd: repository.folder, env: environment });
    const { code, err } = await auditIn(repository);
    expect([code > 0, err]).toEqual([true, expect.stringContaining("--unshallow")]);
  });
});
