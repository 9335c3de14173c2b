import { execFileSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noChanges } from "../../../src/change/index.ts";
import type { DriverRequest, StackToolsRequest, Terminal } from "../../../src/cli/index.ts";
import type { DesiredState } from "../../../src/desired/index.ts";
import { UnsupportedBackend } from "../../../src/engine/embedded/stack/state/backend-folder.ts";
import { NoCheckout } from "../../../src/git/index.ts";
import { historyVersion } from "../../../src/history/index.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { driverHost } from "../../../src/wiring/driver-host.ts";
import { stackHost } from "../../../src/wiring/stack-host.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "groundwork-wiring-"));
  await writeFile(path.join(root, "Pulumi.yaml"), "name: shop\nruntime: nodejs\nmain: index.ts\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const git = (...args: readonly string[]) => execFileSync("git", args, { cwd: root, stdio: "ignore" });

/** A process with nothing in its environment but what a test gives it: no program is on its PATH. */
const processWith = (env: NodeJS.ProcessEnv, input = ""): NodeJS.Process =>
  ({ env: { PATH: root, HOME: root, ...env }, cwd: () => root, stdin: Readable.from([input]) }) as never;

const terminal = { err: () => undefined } as unknown as Terminal;

describe("the driver's host", () => {
  const open = (env: NodeJS.ProcessEnv = {}, request: Partial<DriverRequest> = {}) =>
    driverHost(processWith(env), "1.2.3").openDriver({
      cwd: root,
      local: false,
      signal: new AbortController().signal,
      onProgress: () => undefined,
      onNotice: () => undefined,
      ...request,
    });
  const on = (kind: "local" | "gcp") => ({ cloud: { kind } }) as DesiredState;
  const keepCheckpoint = async (state: string, stack: string) => {
    const folder = path.join(state, ".pulumi", "stacks", "shop");
    await mkdir(folder, { recursive: true });
    const checkpoint = await readFile(path.join(projectRoot(), "test/fixtures/pulumi-state/checkpoint.json"), "utf8");
    await writeFile(path.join(folder, `${stack}.json`), checkpoint);
  };
  beforeEach(() => git("init", "-q", "-b", "main"));

  it("gives what is simulated to the embedded engine, and real clouds to the Pulumi CLI", async () => {
    const { engines } = await open();
    expect(engines).toMatchObject({ project: "shop", local: false });
    expect(engines.engineFor(on("local")).name).toBe("embedded");
    expect(engines.engineFor(on("gcp")).name).toBe("automation");
    expect((await engines.stateFor({ kind: "local" })).location).toBe(path.join(root, ".groundwork", "state"));
  });

  it("gives everything to the embedded engine in a rehearsal, with a state of its own", async () => {
    const { engines } = await open({ PULUMI_BACKEND_URL: "gs://acme" }, { local: true });
    expect(engines.local).toBe(true);
    for (const kind of ["local", "gcp"] as const) {
      expect(engines.engineFor(on(kind)).name).toBe("embedded");
      expect((await engines.stateFor({ kind })).location).toBe(path.join(root, ".groundwork", "rehearsal", "state"));
    }
  });

  it("gives npm no token of a forge, since the .npmrc of a commit says where variables are sent", async () => {
    const npm = '#!/bin/sh\nexport -p > "$HOME/given"\nmkdir node_modules\n';
    await writeFile(path.join(root, "npm"), npm, { mode: 0o755 });
    const files = {
      "package.json": '{ "dependencies": { "size": "*" } }',
      "package-lock.json": '{ "lockfileVersion": 3, "packages": { "node_modules/size": { "version": "1.0.0" } } }',
      ".npmrc": "//registry.example/:_authToken=${GROUNDWORK_FORGE_TOKEN}\n",
      "index.ts": 'import "size";\n',
    };
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(root, name), text);
    git("add", "-A");
    git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "-qm", "Add a package");
    await mkdir(path.join(root, "node_modules"));
    const installed = '{ "packages": { "node_modules/size": { "version": "0.9.0" } } }';
    await writeFile(path.join(root, "node_modules", ".package-lock.json"), installed);
    const { git: repository, workspaces } = await open({
      PATH: `${root}:${process.env["PATH"]}`,
      XDG_CACHE_HOME: path.join(root, "cache"),
      GROUNDWORK_FORGE_TOKEN: "s3cret-1",
      GITEA_TOKEN: "s3cret-2",
      NPM_TOKEN: "of-the-registry",
    });
    await (await workspaces.at(await repository.resolve("HEAD"))).dispose();
    const given = await readFile(path.join(root, "given"), "utf8");
    expect(given).toContain("of-the-registry");
    expect(given).not.toContain("s3cret");
  });

  it("looks for the states of real clouds where the environment says, else where the project does", async () => {
    await writeFile(path.join(root, "Pulumi.yaml"), "name: shop\nruntime: nodejs\nbackend: { url: 'gs://project' }\n");
    const location = async (env: NodeJS.ProcessEnv) =>
      (await (await open(env)).engines.stateFor({ kind: "gcp" })).location;
    expect(await location({ PULUMI_BACKEND_URL: "gs://acme" })).toBe("gs://acme");
    expect(await location({})).toBe("gs://project");
  });

  it("lists the stacks of its own state, and none of the rehearsal's", async () => {
    await keepCheckpoint(path.join(root, ".groundwork", "state"), "dev");
    await keepCheckpoint(path.join(root, ".groundwork", "rehearsal", "state"), "tried");
    const stacks = async (local: boolean) => [
      ...((await (await open({}, { local })).engines.stateFor({ kind: "local" })).stacks?.keys() ?? []),
    ];
    expect(await stacks(false)).toEqual(["dev"]);
    expect(await stacks(true)).toEqual(["tried"]);
  });

  it("keeps the record of a rehearsal apart from that of real runs", async () => {
    const at = "2026-01-01T00:00:00.000Z";
    const record = {
      version: historyVersion,
      kind: "up",
      id: `${at}-up`,
      at,
      commit: "c",
      by: "Ada",
      environments: [],
    } as const;
    await (await open({}, { local: true })).history.record(record);
    expect(await readdir(path.join(root, ".groundwork", "rehearsal", "history"))).toHaveLength(1);
    expect((await (await open()).history.list()).records).toEqual([]);
    expect((await (await open({}, { local: true })).history.list()).records).toMatchObject([record]);
  });

  it("records no path of this machine, since a record is read on others", async () => {
    const at = "2026-01-01T00:00:00.000Z";
    const problem = `${root}/stacks/index.ts:3: boom`;
    const layer = { layer: "infrastructure", kind: "failed", at, steps: [], counts: noChanges, problem } as const;
    const dev = { environment: "dev", result: "failed", layers: [layer], problem, milliseconds: 1 } as const;
    const { history } = await open();
    await history.record({
      version: historyVersion,
      kind: "up",
      id: `${at}-up`,
      at,
      commit: "c",
      by: "Ada",
      environments: [dev],
    });
    const { records } = await history.list();
    expect(JSON.stringify(records)).not.toContain(root);
    expect(JSON.stringify(records)).toContain('"stacks/index.ts:3: boom"');
    expect(await history.verify()).toMatchObject({ kind: "intact" });
  });

  it("keeps the record where the flag says, else the variable, and always here in a rehearsal", async () => {
    const place = async (env: NodeJS.ProcessEnv, request: Partial<DriverRequest> = {}) => {
      const { history } = await open({ PATH: process.env["PATH"], ...env }, request);
      return await history.list().then(
        () => "here",
        (thrown: unknown) => String(thrown),
      );
    };
    const onOrigin = expect.stringContaining("refs/notes/groundwork of origin");
    expect(await place({})).toBe("here");
    expect(await place({ GROUNDWORK_RECORD: "git" })).toEqual(onOrigin);
    expect(await place({ GROUNDWORK_RECORD: "git" }, { record: "file" })).toBe("here");
    expect(await place({}, { record: "git" })).toEqual(onOrigin);
    expect(await place({ GROUNDWORK_RECORD: "git" }, { local: true })).toBe("here");
  });

  it("keeps the record where the settings of the main branch say, when no flag and no variable does", async () => {
    const commit = async (record: string, message: string) => {
      await writeFile(path.join(root, "groundwork.yaml"), `record: ${record}\n`);
      git("add", "groundwork.yaml");
      git("-c", "user.name=Ann", "-c", "user.email=ann@acme.test", "commit", "-q", "-m", message);
    };
    const places = async (env: NodeJS.ProcessEnv = {}) => {
      const { history } = await open({ PATH: process.env["PATH"], ...env });
      return await history.list().then(() => "here", String);
    };
    await commit("git", "Share the record");
    git("checkout", "-q", "-b", "topic");
    await commit("file", "Try another place");
    expect(await places()).toContain("refs/notes/groundwork of origin");
    expect(await places({ GROUNDWORK_RECORD: "file" })).toBe("here");
    git("checkout", "-q", "main");
    await commit("here", "Name no place");
    await expect(open()).rejects.toMatchObject({
      code: "unknown-record-place",
      data: { from: "record in groundwork.yaml" },
    });
    await commit("postgres://ci:hunter2@db.example.com/records", "Give a password away");
    const refused = await open().catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: "record-password-exposed", kind: "refused" });
    expect(JSON.stringify([String(refused), refused])).not.toContain("hunter2");
  });

  it("keeps the record in PostgreSQL, whose password is taken from the variable alone", async () => {
    const url = "postgres://ci:hunter2@127.0.0.1:1/records";
    const { history } = await open({ GROUNDWORK_RECORD: url });
    await expect(history.list()).rejects.toMatchObject({
      code: "record-unreachable",
      data: { place: "postgres://127.0.0.1:1/records" },
    });
    await expect(open({}, { record: url })).rejects.toMatchObject({ code: "record-password-exposed" });
    expect((await (await open({ GROUNDWORK_RECORD: url }, { local: true })).history.list()).records).toEqual([]);
  });

  it("keeps the record in a folder of this checkout for a database without a server", async () => {
    const place = path.join(root, ".groundwork", "history-database");
    await mkdir(path.dirname(place));
    await writeFile(place, "no folder");
    const { history } = await open({}, { record: "postgres" });
    await expect(history.list()).rejects.toMatchObject({ code: "record-unreachable", data: { place } });
  });

  it("refuses a place for the record that it does not know, without repeating what may hold a password", async () => {
    const refused = await open({ GROUNDWORK_RECORD: "ftp://ci:hunter2@host" }).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: "unknown-record-place", kind: "invalid" });
    expect(JSON.stringify([String(refused), refused])).not.toContain("hunter2");
    expect(String(refused)).toContain("GROUNDWORK_RECORD names no place");
  });

  it("names the person that CI names, else the one of the repository, and runs as many at once as asked", async () => {
    git("config", "user.name", "Ann");
    git("config", "user.email", "ann@acme.test");
    expect((await open({ GITHUB_ACTOR: "octocat" })).actor).toBe("octocat");
    expect((await open()).actor).toBe("Ann <ann@acme.test>");
    expect((await open({}, { parallel: 3 })).parallel).toBe(3);
  });

  it("finds the repository from a folder inside of it, and refuses one without files", async () => {
    const inside = path.join(root, "environments", "dev");
    await mkdir(inside, { recursive: true });
    expect((await open({}, { cwd: inside })).git.checkout.folder).toBe(root);
    const bare = path.join(root, "bare.git");
    git("init", "-q", "--bare", bare);
    await expect(open({}, { cwd: bare })).rejects.toBeInstanceOf(NoCheckout);
  });
});

describe("the stack commands' host", () => {
  const open = (env: NodeJS.ProcessEnv = {}, request: Partial<StackToolsRequest> = {}) =>
    stackHost(processWith(env), terminal, "1.2.3").open({
      folder: root,
      wait: false,
      providers: "local",
      engine: "embedded",
      ...request,
    });
  const keepCheckpoint = async (state: string) => {
    const folder = path.join(state, ".pulumi", "stacks", "shop");
    await mkdir(folder, { recursive: true });
    await cp(path.join(projectRoot(), "test/fixtures/pulumi-state/checkpoint.json"), path.join(folder, "dev.json"));
  };
  const dev = { project: "shop", stack: "dev" };

  it("opens the engine that was asked for, over the project of the folder", async () => {
    expect(await open()).toMatchObject({ project: { name: "shop", folder: root }, engine: { name: "embedded" } });
    expect((await open({}, { engine: "automation" })).engine.name).toBe("automation");
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["beside the project", {}, ".groundwork/state"],
    ["where PULUMI_BACKEND_URL says", { PULUMI_BACKEND_URL: "file://./elsewhere" }, "elsewhere"],
  ])("reads states %s, whichever engine was asked for", async (_, env, folder) => {
    await keepCheckpoint(path.join(root, folder));
    for (const engine of ["embedded", "automation"] as const) {
      const { states } = await open(env, { engine });
      expect(await states.has(dev)).toBe(true);
    }
  });

  it("refuses a backend that is no folder, for the embedded engine alone", async () => {
    const bucket = { PULUMI_BACKEND_URL: "gs://acme" };
    await expect(open(bucket)).rejects.toBeInstanceOf(UnsupportedBackend);
    expect((await open(bucket, { engine: "automation" })).engine.name).toBe("automation");
  });

  it("writes configuration into the stack's file, or into the one that was named", async () => {
    const assignment = { key: "size", value: "3", isPath: false };
    await (await open()).saveConfig(dev, [assignment]);
    expect(await readFile(path.join(root, "Pulumi.dev.yaml"), "utf8")).toContain("shop:size:");
    const configFile = path.join(root, "other.yaml");
    await (await open({}, { configFile })).saveConfig(dev, [assignment]);
    expect(await readFile(configFile, "utf8")).toContain("shop:size:");
  });

  it("begins a run before it opens the project, and lets the opening say what is wrong", async () => {
    const request: StackToolsRequest = { folder: root, wait: false, providers: "local", engine: "embedded" };
    const run = { stackOf: () => dev, changes: false };
    await keepCheckpoint(path.join(root, ".groundwork/state"));
    const host = stackHost(processWith({}), terminal, "1.2.3");
    await host.begin(request, run);
    expect(await (await host.open(request)).states.has(dev)).toBe(true);

    const bucket = stackHost(processWith({ PULUMI_BACKEND_URL: "gs://acme" }), terminal, "1.2.3");
    await bucket.begin(request, run);
    await expect(bucket.open(request)).rejects.toBeInstanceOf(UnsupportedBackend);

    const nowhere = { ...request, folder: path.join(root, "nowhere") };
    await host.begin(nowhere, run);
    await expect(host.open(nowhere)).rejects.toMatchObject({ code: "no-project" });
  });

  it("reads the standard input of its process, and refuses one that does not end", async () => {
    const reading = (limit: number) => stackHost(processWith({}, "1234"), terminal, "1.2.3").readInput(limit);
    expect(await reading(4)).toBe("1234");
    await expect(reading(3)).rejects.toThrow(/standard input/i);
  });
});
