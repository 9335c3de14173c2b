import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processRunner, warmRunner } from "../../../src/engine/embedded/index.ts";
import { describeSdkStart, type SdkStart } from "../../../src/engine/embedded/program/index.ts";
import { sdkVersionIn } from "../../../src/engine/embedded/program/sdk-patches/sdk-files.ts";
import { testedVersions } from "../../../src/engine/embedded/program/sdk-patches/tested-versions.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { ProgramStage } from "./program-stage.ts";
import { ownSdk } from "./runner-contract.ts";

/**
 * Everything of Node and the SDK that a patch could have changed: the functions of Node's module loader, which objects are
 * proxies, and the source text of every function that a loaded module of the SDK exports.
 */
const describeSdk = `
  const Module = require("node:module"), util = require("node:util"), { createHash } = require("node:crypto");
  require("@pulumi/pulumi");
  const grpc = require.resolve("@grpc/grpc-js", { paths: [require.resolve("@pulumi/pulumi")] }) in require.cache;
  const sources = {};
  for (const [file, { exports: value }] of Object.entries(require.cache)) {
    if (!/[\\\\/]@pulumi[\\\\/]pulumi[\\\\/]/.test(file)) continue;
    const members = util.types.isProxy(value) ? "proxy" : Object.entries(value && typeof value === "object" ? Object.getOwnPropertyDescriptors(value) : {})
      .map(([name, { value: member }]) => name + " " + (util.types.isProxy(member) ? "proxy" : typeof member === "function" ? member.toString() : typeof member));
    sources[file.split("@pulumi/pulumi/").pop()] = createHash("sha256").update(String(members)).digest("hex");
  }
  const settings = require("@pulumi/pulumi/runtime/settings");
  console.log(JSON.stringify({
    load: Module._load.toString(), compile: Module.prototype._compile.toString(), inspect: util.types.isProxy(util.inspect),
    grpc, interceptors: settings.grpcClientOptions.interceptors.length, execArgv: process.execArgv, sources,
  }));
`;

/** A copy of this checkout's SDK that says it is of another version, with the packages that it needs. */
async function sdkOfVersion(
  version: string,
): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const root = await mkdtemp(path.join(tmpdir(), "groundwork-sdk-"));
  const [from, to] = [projectRoot(), root].map((folder) => path.join(folder, "node_modules")) as [string, string];
  await mkdir(path.join(to, "@pulumi"), { recursive: true });
  for (const name of await readdir(from))
    if (name !== "@pulumi" && !name.startsWith(".")) await symlink(path.join(from, name), path.join(to, name));
  const folder = path.join(to, "@pulumi", "pulumi");
  await cp(ownSdk.folder, folder, { recursive: true });
  const manifest = path.join(folder, "package.json");
  const content = JSON.parse(await readFile(manifest, "utf8")) as object;
  await writeFile(manifest, JSON.stringify({ ...content, version }));
  return { folder, remove: async () => await rm(root, { recursive: true, force: true }) };
}

describe("the start of a program's SDK", () => {
  const untested = "3.256.99";
  let copy: Awaited<ReturnType<typeof sdkOfVersion>>;
  beforeAll(async () => {
    copy = await sdkOfVersion(untested);
  });
  afterAll(async () => await copy.remove());

  /** Runs a program, and gives what it printed and how its SDK was started. */
  const run = async (sdk: string, environment: NodeJS.ProcessEnv, source: string) => {
    const starts: { readonly start: SdkStart; readonly patches: readonly string[] | undefined }[] = [];
    const runner = processRunner({ environment, onSdkStart: (start, patches) => starts.push({ start, patches }) });
    const stage = await ProgramStage.open(runner, { sdk });
    try {
      const { printed, end, registered, positions } = await stage.run(source);
      expect(end).toEqual({ kind: "finished" });
      await expect.poll(() => starts.length).toBe(1);
      return { folder: stage.folder, printed, registered, positions, ...starts[0]! };
    } finally {
      await stage.close();
    }
  };

  /** What the same SDK is when Node alone loads it. */
  const byNode = async (sdk: string): Promise<Record<string, unknown>> => {
    const folder = await mkdtemp(path.join(tmpdir(), "groundwork-sdk-program-"));
    try {
      await mkdir(path.join(folder, "node_modules", "@pulumi"), { recursive: true });
      await symlink(sdk, path.join(folder, "node_modules", "@pulumi", "pulumi"));
      await writeFile(path.join(folder, "index.js"), describeSdk);
      const { stdout } = await promisify(execFile)(process.execPath, ["index.js"], { cwd: folder });
      return JSON.parse(stdout) as Record<string, unknown>;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

  it("changes nothing of a version that is not on the list of tested ones", async () => {
    const { printed, start, patches } = await run(copy.folder, process.env, describeSdk);
    expect(start).toEqual({ kind: "plain", version: untested, reason: "untested" });
    expect(patches).toEqual([]);
    const found = JSON.parse(printed.join("")) as { readonly sources: Record<string, string> };
    const expected = (await byNode(copy.folder)) as typeof found;
    const shared = Object.keys(expected.sources).filter((file) => file in found.sources);
    expect(shared.length).toBeGreaterThan(50);
    const of = ({ sources, ...others }: typeof found) => ({
      ...others,
      sources: Object.fromEntries(shared.map((file) => [file, sources[file]])),
    });
    expect(of(found)).toEqual(of(expected));
    expect(found).toMatchObject({ grpc: true, inspect: false, execArgv: [] });
  });

  it("changes nothing of a tested version when GROUNDWORK_PLAIN_SDK is set", async () => {
    const environment = { ...process.env, GROUNDWORK_PLAIN_SDK: "1" };
    const { printed, start, patches } = await run(ownSdk.folder, environment, describeSdk);
    expect(start).toMatchObject({ kind: "plain", reason: "requested" });
    expect(patches).toEqual([]);
    expect(JSON.parse(printed.join(""))).toMatchObject({ grpc: true, inspect: false, execArgv: [] });
  });

  it("makes every change to a tested version, and says which", async () => {
    const { printed, start, patches = [] } = await run(ownSdk.folder, process.env, describeSdk);
    expect(start).toMatchObject({ kind: "patched" });
    expect(patches).toEqual(
      expect.arrayContaining([
        "unary gRPC calls go over the engine's pipe",
        "properties of resources stay plain JSON until they are sent",
        "promises record no stack traces",
        "debug messages are not sent",
        "calls carry no trace context",
        "Node maps stack traces to sources",
      ]),
    );
    const found = JSON.parse(printed.join("")) as { readonly sources: Record<string, string> };
    expect(found).toMatchObject({ inspect: true, interceptors: 0 });
    const { sources } = (await byNode(ownSdk.folder)) as typeof found;
    for (const file of ["runtime/debuggable.js", "log/index.js"])
      expect([file, found.sources[file]]).not.toEqual([file, sources[file]]);
    expect(describeSdkStart(start, patches).join("\n")).toContain("GROUNDWORK_PLAIN_SDK=1 starts it without any");
  });

  it("sends for each resource the places that the SDK sends by itself, however often a place was seen before", async () => {
    const source = `
      const { CustomResource, ComponentResource } = require("@pulumi/pulumi");
      const make = (name) => new CustomResource("test:index:Thing", name, {});
      for (const name of ["looped-1", "looped-2"]) make(name);
      make("first"); make("second");
      const deeper = (depth) => depth === 0 ? make("deep") : deeper(depth - 1);
      deeper(3);
      class Group extends ComponentResource {
        constructor(name) { super("test:index:Group", name); new CustomResource("test:index:Thing", name + "-part", {}, { parent: this }); }
      }
      ["group-1", "group-2"].map((name) => new Group(name));
    `;
    const own = /\/index\.js:\d+:\d+$/u;
    const placesOf = async (environment: NodeJS.ProcessEnv) =>
      Object.fromEntries(
        [...(await run(ownSdk.folder, environment, source)).positions].map(([name, places]) => [
          name,
          places.flatMap((place) => own.exec(place)?.[0] ?? []),
        ]),
      );
    const sent = await placesOf(process.env);
    expect(sent).toEqual(await placesOf({ ...process.env, GROUNDWORK_PLAIN_SDK: "1" }));
    expect(sent["looped-1"]).toEqual(sent["looped-2"]);
    expect(sent["first"]).not.toEqual(sent["second"]);
    expect(sent["deep"]?.length).toBeGreaterThan(4);
  });

  it("leaves a second copy of the SDK alone where its version is not on the list", async () => {
    const source = `
      const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
      const other = require(${JSON.stringify(copy.folder)} + "/runtime/settings") && require(${JSON.stringify(copy.folder)} + "/runtime/debuggable");
      console.log(debuggablePromise.name, other.debuggablePromise.name);
    `;
    const { printed } = await run(ownSdk.folder, process.env, source);
    expect(printed).toEqual(["untraced debuggablePromise"]);
  });

  it("says of a program in a warm process which changes were made, too", async () => {
    const starts: (readonly string[] | undefined)[] = [];
    const runner = warmRunner({ environment: process.env, onSdkStart: (_, patches) => starts.push(patches) });
    const stage = await ProgramStage.open(runner);
    try {
      await stage.write({ "index.js": "" });
      await stage.untilSettled();
      await runner.prepare(await stage.project(), 1);
      await runner.untilWarm();
      expect(await (await stage.start()).finished).toMatchObject({ started: "warm" });
      await expect.poll(() => starts).toEqual([expect.arrayContaining(["promises record no stack traces"])]);
    } finally {
      await stage.close();
      await runner.close();
    }
  });
});

describe("the list of tested versions of the SDK", () => {
  it("has the version that this checkout has installed", () => {
    expect(testedVersions.map(({ version }) => version)).toContain(sdkVersionIn(ownSdk.folder));
  });

  it("is named where a version is started as it is", () => {
    const lines = describeSdkStart({ kind: "plain", version: "2.0.0", reason: "untested" }, []);
    expect(lines).toEqual([
      `@pulumi/pulumi 2.0.0 was started as it is: changes are made to tested versions only, which are ${testedVersions
        .map(({ version }) => version)
        .join(", ")}.`,
    ]);
  });
});
