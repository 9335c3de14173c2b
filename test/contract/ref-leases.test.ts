import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { refLeases } from "../../src/lease/git-refs/index.ts";
import { type FoundLease, type LeaseStore, leasesOver } from "../../src/lease/index.ts";
import { git } from "./git-harness/scratch-clone.ts";
import { type NotesWorld, notesWorlds } from "./history/notes-world.ts";
import { acquisitionOf, ProcessTime } from "./lease/acquisitions.ts";
import { leaseContract } from "./lease/lease-contract.ts";

const world = notesWorlds();
const refOf = (environment: string) => `refs/groundwork/leases/${environment}`;
const environment = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null" };

/** The leases as a job with a clone of its own sees them. */
const open = (folder = world().clone()): LeaseStore => refLeases({ folder, remote: "origin", environment });
const leases = (folder?: string) => leasesOver(open(folder), new ProcessTime());

leaseContract("leases as references of a remote", () => ({
  open: () => open(),
  write: async (name, text) => write(world(), name, text),
  patience: 1000,
}));

/** Moves the reference behind everybody's back. */
function write({ bare }: NotesWorld, name: string, text: string): void {
  const data = (content: string) => `data ${Buffer.byteLength(content)}\n${content}`;
  const input = `reset ${refOf(name)}\ncommit ${refOf(name)}\ncommitter Eve <eve@example.com> 0 +0000\n${data("Change")}\nM 100644 inline lease.json\n${data(text)}\n`;
  execFileSync("git", ["-C", bare, "fast-import", "--quiet", "--force"], { input });
}

const runOf = (found: FoundLease | undefined) => (found?.kind === "lease" ? found.lease.owner.run : "");

/** An environment whose `git` does something else before one of its commands. */
function gitThat(command: string, does: string): NodeJS.ProcessEnv {
  const folder = path.join(world().folder, "bin");
  mkdirSync(folder);
  const own = execFileSync("sh", ["-c", "command -v git"], { encoding: "utf8" }).trim();
  const script = `#!/bin/sh\nown="${own}"\ncase " $* " in *" ${command} "*) ${does};; esac\nexec "${own}" "$@"\n`;
  writeFileSync(path.join(folder, "git"), script, { mode: 0o755 });
  return { ...environment, PATH: `${folder}:${process.env["PATH"]}` };
}

describe("leases as references of a remote", () => {
  it("are one reference an environment, whose document a plain clone shows", async () => {
    const held = await leases().acquire(["dev", "shop"], acquisitionOf("Ada"));
    expect(git(world().bare, "for-each-ref", "--format=%(refname)")).toBe([refOf("dev"), refOf("shop")].join("\n"));
    expect(JSON.parse(git(world().bare, "show", `${refOf("dev")}:lease.json`))).toEqual(held[0]?.lease);
  });

  it("do not grow with renewals, and leave no reference behind in the clone", async () => {
    const clone = world().clone();
    const job = leases(clone);
    let held = await job.acquire(["dev", "shop"], acquisitionOf("Ada"));
    for (let times = 0; times < 3; times++) held = await job.renew(held);
    await leases(clone).list();
    expect(git(world().bare, "rev-list", "--count", refOf("dev"))).toBe("1");
    expect(git(clone, "for-each-ref")).toBe("");
    expect(readdirSync(path.join(clone, ".git"))).not.toContain("FETCH_HEAD");
  });

  it("cost as many calls of Git for many environments as for one, and are given back without a question", async () => {
    const calls = path.join(world().folder, "calls");
    const told = gitThat(
      "-C",
      `for each; do case "$each" in ls-remote|fetch|cat-file|fast-import|push|for-each-ref|update-ref) echo "$each" >> "${calls}";; esac; done`,
    );
    const all = Array.from({ length: 30 }, (_, index) => `env-${index}`);
    const seed = leases();
    await seed.release(await seed.acquire(all, acquisitionOf("Ada")));
    for (const names of [["env-3"], all]) {
      writeFileSync(calls, "");
      const job = leasesOver(
        refLeases({ folder: world().clone(), remote: "origin", environment: told }),
        new ProcessTime(),
      );
      const held = await job.acquire(names, acquisitionOf("Eve"));
      expect(readFileSync(calls, "utf8").split("\n")).toEqual([
        "ls-remote",
        "fetch",
        "cat-file",
        "fast-import",
        "push",
        "",
      ]);
      writeFileSync(calls, "");
      await job.release(held);
      expect(readFileSync(calls, "utf8").split("\n")).toEqual(["fast-import", "push", ""]);
    }
  });

  it.each([
    ["was taken by another run", "released by Eve"],
    ["was removed", undefined],
  ])(
    "are read again where one %s between the list and the fetch, and the remote gives only what stands",
    async (what, found) => {
      await leases().acquire(["dev"], acquisitionOf("Ada"));
      const { bare, folder } = world();
      const [first] = await leases().list();
      if (what === "was taken by another run") await leases().revoke("dev", { run: runOf(first) }, "Eve");
      const after = git(bare, "for-each-ref", "--format=%(objectname)", refOf("dev"));
      write(world(), "dev", `${JSON.stringify(first?.kind === "lease" && first.lease)}\n`);
      const [marker, move] = [
        path.join(folder, "moved"),
        found === undefined ? `-d ${refOf("dev")}` : `${refOf("dev")} ${after}`,
      ];
      const wrapped = gitThat(
        "fetch",
        `if [ ! -e "${marker}" ]; then : > "${marker}"; "$own" -C "${bare}" update-ref ${move}; echo "fatal: remote error: upload-pack: not our ref" >&2; exit 128; fi`,
      );
      const store = refLeases({ folder: world().clone(), remote: "origin", environment: wrapped });
      const text = (await store.read(["dev"])).get("dev");
      expect(text === undefined ? undefined : `${JSON.parse(text).state} by ${JSON.parse(text).releasedBy}`).toBe(
        found,
      );
    },
  );

  it("are taken from a remote that cannot move several references at once", async () => {
    git(world().bare, "config", "receive.advertiseAtomic", "false");
    const ada = leases();
    const held = await ada.acquire(["dev", "shop"], acquisitionOf("Ada"));
    await ada.release(await ada.renew(held));
    expect(await leases().list()).toMatchObject([{ lease: { state: "released" } }, { lease: { state: "released" } }]);
  });

  it("are unknown, in Git's words and without a password, while the remote cannot be reached or written", async () => {
    const unknown = { code: "leases-unreachable", kind: "unknown" };
    await world().start({ push: "refused" });
    await expect(leases().acquire(["dev"], acquisitionOf("Ada"))).rejects.toMatchObject({
      ...unknown,
      message: expect.stringMatching(/refs\/groundwork\/leases of origin.*403/s),
    });
    await world().start({ tokens: { right: "write" } });
    const url = new URL(world().url);
    url.username = "ci";
    url.password = "hunter2";
    const refused = await leases(world().clone(url.href))
      .list()
      .catch((thrown: unknown) => thrown as Error);
    expect(refused).toMatchObject(unknown);
    expect(JSON.stringify([refused instanceof Error && refused.message, refused])).not.toContain("hunter2");
    const clone = world().clone();
    git(clone, "remote", "remove", "origin");
    await expect(leases(clone).list()).rejects.toThrow("this clone has no remote origin");
  });

  it("say in the remote's own words that a rule of it forbids them", async () => {
    git(world().bare, "config", "receive.hideRefs", "refs/groundwork");
    await expect(leases().acquire(["dev"], acquisitionOf("Ada"))).rejects.toMatchObject({
      code: "leases-unreachable",
      message: expect.stringContaining("deny updating a hidden ref"),
    });
  });

  it("are unknown, and not forever raced for, while a lock that a killed server left keeps their reference from moving", async () => {
    const ada = leases();
    const held = await ada.acquire(["dev"], acquisitionOf("Ada"));
    await ada.release(held);
    const lock = path.join(world().bare, `${refOf("dev")}.lock`);
    mkdirSync(path.dirname(lock), { recursive: true });
    writeFileSync(lock, "");
    const unknown = {
      code: "leases-unreachable",
      message: expect.stringMatching(/failed to update ref|cannot lock ref/u),
    };
    await expect(leases().acquire(["dev"], acquisitionOf("Eve"))).rejects.toMatchObject(unknown);
    rmSync(lock);
    const taken = await leases().acquire(["dev"], acquisitionOf("Eve"));
    writeFileSync(lock, "");
    await expect(leases().renew(taken)).rejects.toMatchObject(unknown);
    rmSync(lock);
    expect(await leases().renew(taken)).toMatchObject([{ lease: { renewal: 1, owner: { actor: "Eve" } } }]);
  });

  it("are not written over those that another run took while this one's commits were written", async () => {
    const [first] = await leases().acquire(["dev"], acquisitionOf("Ada"));
    const folder = world().clone();
    const wrapped = gitThat("fast-import", `cat "${path.join(world().folder, "go")}" > /dev/null`);
    const store = refLeases({ folder, remote: "origin", environment: wrapped });
    const before = (await store.read(["dev"])).get("dev");
    await promisify(execFile)("mkfifo", [path.join(world().folder, "go")]);
    const exchanged = store.exchange([{ environment: "dev", expected: before, text: "mine" }]);
    await leases().revoke("dev", { run: first?.lease.owner.run ?? "" }, "Eve");
    const [taken] = await leases().acquire(["dev"], acquisitionOf("Eve"));
    await store.read(["dev"]);
    await writeFile(path.join(world().folder, "go"), "");
    expect(await exchanged).toBe(false);
    expect(await leases().list()).toMatchObject([{ lease: taken?.lease }]);
  });

  it.each(["fetch", "cat-file", "fast-import"])(
    "are unknown while Git cannot do its %s in the clone",
    async (command) => {
      await leases().acquire(["dev"], acquisitionOf("Ada"));
      const wrapped = gitThat(command, "echo 'fatal: no space left' >&2; exit 128");
      const store = refLeases({ folder: world().clone(), remote: "origin", environment: wrapped });
      const asked = leasesOver(store, new ProcessTime()).acquire(["shop", "dev"], acquisitionOf("Eve"));
      await expect(asked).rejects.toMatchObject({ code: "leases-unreachable", kind: "unknown" });
    },
  );

  it.each(["before the server has it", "after the server has it"] as const)(
    "are taken, renewed and released over a connection that breaks %s",
    async (cut) => {
      const proxy = await world().behindProxy();
      const ada = leases(world().clone(`${proxy.url}/infra.git`));
      proxy.cuts.push(cut);
      const held = await ada.acquire(["dev", "shop"], acquisitionOf("Ada"));
      proxy.cuts.push(cut);
      const renewed = await ada.renew(held);
      proxy.cuts.push(cut);
      await ada.release(renewed);
      expect(proxy.cuts).toEqual([]);
      expect(await leases().list()).toMatchObject([
        { lease: { state: "released", renewal: 1 } },
        { lease: { state: "released" } },
      ]);
    },
  );
});
