import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isThere, StackProject, until } from "./stack-harness/stack-project.ts";

let project: StackProject;
beforeEach(async () => {
  project = await StackProject.of("dynamic");
});
afterEach(async () => await project.remove());

const hold = (name: string) => writeFile(path.join(project.files, `hold-${name}`), "");
const letGo = (name: string) => rm(path.join(project.files, `hold-${name}`));
const creating = (name: string) =>
  until(`the creation of ${name}`, async () => (await project.logged).includes(`create ${name}`));

describe("an up that is killed in the middle", () => {
  it("is resumed by the next one: what was done is not done again, what was under way is named", async () => {
    await hold("file1");
    const first = project.start(project.upArguments("-c", "count=3"));
    await creating("file1");
    first.child.kill("SIGKILL");
    await first.finished;
    expect(await project.names()).toEqual(["file0"]);
    expect((await project.state()).pending_operations).toMatchObject([
      { type: "creating", resource: { urn: expect.stringContaining("::file1") } },
    ]);

    await letGo("file1");
    const { code, out, err } = await project.run(project.upArguments("-c", "count=3"));
    expect(err).toMatch(/Took over the lock of dynamic-files\/dev from .*no longer runs/u);
    expect(err).toMatch(/warning: An earlier run was interrupted during 1 operation[^]*::file1/u);
    expect(out).toContain("2 created");
    expect(code).toBe(0);
    expect(await project.names()).toEqual(["file0", "file1", "file2"]);
    expect((await project.logged).match(/create file0/gu)).toHaveLength(1);
  });
});

describe("Ctrl-C during an up", () => {
  it("lets the running step finish, starts no other, and leaves a state that the next up goes on from", async () => {
    await hold("file0");
    const run = project.start(project.upArguments());
    await creating("file0");
    run.child.kill("SIGINT");
    await until("the answer to Ctrl-C", () => run.err().includes("Press Ctrl-C again"));
    run.child.kill("SIGINT");
    await until("the list of what runs", () => /Still running:[^]*file0/u.test(run.err()));
    await letGo("file0");
    const { code, out } = await run.finished;
    expect(code).toBe(130);
    expect(out).toContain("up cancelled");
    expect(await project.names()).toEqual(["file0"]);
    expect((await project.state()).pending_operations).toBeUndefined();

    const next = await project.run(project.upArguments());
    expect(next.code).toBe(0);
    expect(await project.logged).toBe("create file0\ncreate file1\n");
  });

  it("leaves at once at the third one, with what ran recorded as pending", async () => {
    await hold("file0");
    const run = project.start(project.upArguments());
    await creating("file0");
    for (const says of ["Press Ctrl-C again", "Still running:"]) {
      run.child.kill("SIGINT");
      await until(says, () => run.err().includes(says));
    }
    run.child.kill("SIGINT");
    expect((await run.finished).code).toBe(130);
    expect((await project.state()).pending_operations).toMatchObject([{ type: "creating" }]);
  });
});

describe("two ups of one stack at once", () => {
  it("are one after the other: the second is refused, or waits when it is told to", async () => {
    await hold("file0");
    const first = project.start(project.upArguments());
    await creating("file0");
    const refused = await project.run(project.upArguments());
    expect(refused.code).toBe(4);
    expect(refused.err).toContain(`(pid ${first.child.pid})`);

    const waiting = project.start(project.upArguments("--wait"));
    await until("the second to wait", () => waiting.err().includes("Waiting for the lock of dynamic-files/dev"));
    await letGo("file0");
    expect((await first.finished).code).toBe(0);
    const second = await waiting.finished;
    expect(second.code).toBe(0);
    expect(second.out).toContain("3 unchanged");
    expect(await project.logged).toBe("create file0\ncreate file1\n");
  });

  it("give one winner when they start together on a stack that does not exist yet", async () => {
    const both = await Promise.all([project.run(project.upArguments()), project.run(project.upArguments())]);
    // The second run is refused (4), or succeeds where the first one had ended before.
    expect(both.filter(({ code }) => code !== 0 && code !== 4).map(({ err }) => err)).toEqual([]);
    expect(both.some(({ code }) => code === 0)).toBe(true);
    expect(await project.logged).toBe("create file0\ncreate file1\n");
    expect(await project.names()).toEqual(["file0", "file1"]);
  });
});

describe("a lock that another host left", () => {
  it("stays until it is cancelled by name", async () => {
    const folder = path.join(
      project.folder,
      ".groundwork",
      "state",
      ".pulumi",
      "locks",
      "organization",
      "dynamic-files",
      "dev",
    );
    await mkdir(folder, { recursive: true });
    const owner = { pid: 7, username: "ci", hostname: "build-7", timestamp: "2026-01-02T03:04:05Z" };
    await writeFile(path.join(folder, "0.json"), JSON.stringify(owner));
    const refused = await project.run(project.upArguments());
    expect(refused.code).toBe(4);
    expect(refused.err).toContain("ci@build-7 (pid 7) since 2026-01-02T03:04:05Z");
    expect(refused.err).toContain("groundwork stack cancel");
    const cancelled = await project.run(["cancel", "--stack", "dev", "--yes"]);
    expect(cancelled.err).toContain("Removed the lock of ci@build-7");
    expect((await project.run(project.upArguments())).code).toBe(0);
  });
});

describe("a step that fails", () => {
  it("is told in the provider's words beside its name, keeps what was done, and is tried again", async () => {
    await writeFile(path.join(project.files, "fail-file1"), "");
    const failed = await project.run(project.upArguments());
    expect(failed.code).toBe(1);
    expect(failed.err).toMatch(/error: .*file1: [^]*told to fail for file1/u);
    expect(failed.out).toMatch(/^up failed: .*1 failed/mu);
    expect(await project.names()).toEqual(["file0"]);
    await rm(path.join(project.files, "fail-file1"));
    expect((await project.run(project.upArguments())).code).toBe(0);
    expect(await project.logged).toBe("create file0\ncreate file1\ncreate file1\n");
  });
});

describe("secrets", () => {
  it("are nowhere to be seen: not in the output, the event log, the state, the history", async () => {
    const log = path.join(project.folder, "events.jsonl");
    const { out, err } = await project.run(project.upArguments("--diff", "--show-sames", "--event-log", log));
    const json = await project.run(project.upArguments("--json"));
    const places = [out, err, json.out, json.err, await readFile(log, "utf8"), await project.stateText()];
    places.push(
      JSON.stringify(await project.run(["history", "--json"])),
      JSON.stringify(await project.run(["outputs"])),
    );
    expect(places.join("\n")).not.toContain("built-in-secret");
    expect(out).toContain("[secret]");
  });

  it("need the passphrase that they were encrypted with; another one or none changes nothing", async () => {
    await project.run(project.upArguments());
    const before = await project.stateText();
    const wrong = await project.run(project.upArguments(), { PULUMI_CONFIG_PASSPHRASE: "another" });
    expect(wrong.code).toBe(4);
    expect(wrong.err).toContain("Nothing was changed");
    const file = path.join(project.folder, "passphrase.txt");
    const missing = await project.run(project.upArguments(), { PULUMI_CONFIG_PASSPHRASE: undefined });
    expect(missing.code).toBe(2);
    expect(missing.err).toContain("PULUMI_CONFIG_PASSPHRASE_FILE");
    expect(await project.stateText()).toBe(before);
    await writeFile(file, "test passphrase\n");
    const fromFile = await project.run(["outputs", "password", "--show-secrets"], {
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: file,
    });
    expect(fromFile.out).toBe("built-in-secret\n");
  });
});

describe("files that are wrong", () => {
  it("are named with line and column before anything is run", async () => {
    await writeFile(
      path.join(project.folder, "Pulumi.dev.yaml"),
      "config:\n  dynamic-files:folder: /x\n  dynamic-files:count: many\n",
    );
    const config = await project.run(["preview", "--stack", "dev"]);
    expect(config.code).toBe(2);
    expect(config.err).toMatch(/Pulumi\.dev\.yaml:3:3 config\.dynamic-files:count: has to be of type integer/u);
    await writeFile(path.join(project.folder, "Pulumi.yaml"), "name: [\n");
    const broken = await project.run(["preview", "--stack", "dev"]);
    expect(broken.code).toBe(2);
    expect(broken.err).toMatch(/Pulumi\.yaml:\d+:\d+ /u);
    const missing = await project.run(["preview", "--stack", "dev", "--cwd", project.files]);
    expect(missing.err).toContain("There is no Pulumi.yaml");
  });

  it("are left alone when they are the state: the backup and the way back are named", async () => {
    await project.run(project.upArguments());
    await writeFile(project.stateFile, (await project.stateText()).slice(0, 400));
    const { code, err } = await project.run(project.upArguments());
    expect(code).toBe(4);
    expect(err).toContain(`cp ${project.stateFile}.bak ${project.stateFile}`);
    expect((await project.stateText()).length).toBe(400);
    expect(isThere(`${project.stateFile}.bak`)).toBe(true);
  });

  it("are refused by name when they choose a backend that is no folder, or a passphrase file that is not there", async () => {
    const backend = await project.run(["ls"], { PULUMI_BACKEND_URL: "gs://bucket" });
    expect(backend.code).toBe(2);
    expect(backend.err).toContain("names the backend gs://bucket");
    const passphrase = await project.run(project.upArguments(), {
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_CONFIG_PASSPHRASE_FILE: "nowhere.txt",
    });
    expect(passphrase.err).toContain("nowhere.txt, which cannot be read");
  });
});

describe("a command line that is wrong", () => {
  it("is refused before anything is opened", async () => {
    for (const [args, says] of [
      [["up", "--parallel", "0"], "whole number"],
      [["up", "--no-such-flag"], "unknown option"],
      [["preview", "--stack", "acme/parts/dev"], 'organization is always "organization"'],
      [["preview", "--stack", "dev", "--config", "novalue"], "Write --config <key>=<value>"],
      [["preview", "--stack", "../up"], "names no stack"],
    ] as const) {
      const { code, err } = await project.run(args);
      expect(err).toContain(says);
      expect(code).toBe(2);
    }
  });
});
