import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { cleaningUp } from "../../src/lib/index.ts";
import { gitWorkspaces, npmPackages } from "../../src/program/checkout/index.ts";
import { fromElsewhere } from "../../src/program/checkout/registry-packages.ts";
import { esbuildProgramReader } from "../../src/program/esbuild/index.ts";
import { NpmRegistry } from "../fakes/npm-registry.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

type Entry = ReturnType<NpmRegistry["publish"]>;

const registry = new NpmRegistry();
/** Of `size`, which the program loads, and of `tool`, which it does not. */
let entries: Readonly<Record<"size1" | "size2" | "tool1" | "tool2" | "scripted", Entry>>;
beforeAll(async () => {
  await registry.start();
  entries = {
    size1: registry.publish("size", "1.0.0"),
    size2: registry.publish("size", "2.0.0"),
    tool1: registry.publish("tool", "1.0.0"),
    tool2: registry.publish("tool", "2.0.0"),
    scripted: registry.publish("size", "3.0.0", { postinstall: "touch was-run" }),
  };
});
afterAll(() => registry.stop());

let [clone, cache] = ["", ""];
const { init, commit } = scratchClone((folder) => {
  clone = folder;
});
beforeEach(() => {
  init();
  cache = mkdtempSync(path.join(tmpdir(), "groundwork-cache-"));
});
afterEach(() => rmSync(cache, { recursive: true, force: true }));

/** Lockfile, manifest and a program that loads `size`. */
function platform(packages: Readonly<Record<string, object>>, changes: Readonly<Record<string, string>> = {}) {
  const dependencies = Object.fromEntries(Object.keys(packages).map((name) => [name, "*"]));
  const places = Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry] as const);
  return {
    "Pulumi.yaml": "name: shop\nruntime: nodejs\nmain: index.ts\n",
    "index.ts": 'import "size";\n',
    ".gitignore": "node_modules\n",
    "package.json": JSON.stringify({ name: "shop", dependencies }),
    "package-lock.json": JSON.stringify({
      name: "shop",
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name: "shop", dependencies }, ...Object.fromEntries(places) },
    }),
    ...changes,
  };
}

/** Makes `node_modules` of the clone look as npm leaves it. */
function install(packages: Readonly<Record<string, { readonly version: string }>>) {
  for (const [name, { version }] of Object.entries(packages)) {
    mkdirSync(path.join(clone, "node_modules", name), { recursive: true });
    writeFileSync(path.join(clone, "node_modules", name, "package.json"), JSON.stringify({ name, version }));
    writeFileSync(path.join(clone, "node_modules", name, "index.js"), `module.exports = ${JSON.stringify(version)};`);
  }
  const places = Object.fromEntries(Object.entries(packages).map(([name, entry]) => [`node_modules/${name}`, entry]));
  writeFileSync(path.join(clone, "node_modules", ".package-lock.json"), JSON.stringify({ packages: places }));
}

const environment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  npm_config_cache: path.join(cache, "npm"),
  npm_config_fetch_retries: "0",
});
const withoutNpm = { PATH: "/nowhere" };

const load = async (folder: string, name: string): Promise<unknown> =>
  createRequire(path.join(folder, "index.ts"))(name) as unknown;

async function workspacesOf(settings: NodeJS.ProcessEnv, given: Partial<Parameters<typeof gitWorkspaces>[0]> = {}) {
  return gitWorkspaces({
    git: await openRepository(clone, undefined, process.env),
    root: clone,
    driverVersion: "1.0.0",
    programs: esbuildProgramReader,
    npm: npmPackages(path.join(cache, "packages"), settings),
    onNotice: () => undefined,
    ...given,
  });
}

/** The folder of the last commit as one from outside. */
async function outside(settings: NodeJS.ProcessEnv = withoutNpm) {
  const npm = npmPackages(path.join(cache, "packages"), settings, { emptyHome: true });
  return await (await workspacesOf(settings, { outside: true, npm, registry: registry.url })).at(
    git(clone, "rev-parse", "HEAD"),
  );
}

/** The version of `size` that a program finds in the commit's workspace, and what was said on the way. */
async function workspaceOf(revision: string, settings: NodeJS.ProcessEnv = environment(), name = "size") {
  const notices: string[] = [];
  const workspaces = await workspacesOf(settings, { onNotice: (line) => notices.push(line) });
  const workspace = await workspaces.at(git(clone, "rev-parse", revision));
  const modules = realpathSync(path.join(workspace.folder, "node_modules"));
  const size = await cleaningUp(
    () => load(workspace.folder, name),
    () => workspace.dispose(),
  );
  return { folder: workspace.folder, modules, size, notices };
}

describe("the workspace of a commit", () => {
  it("has the development packages of its lockfile too, whatever NODE_ENV and npm's settings leave out", async () => {
    commit(platform({ size: { ...entries.size2, dev: true } }));
    install({ size: entries.size1 });
    const leavingOut = { ...environment(), NODE_ENV: "production", npm_config_omit: "dev" };
    expect(await workspaceOf("HEAD", leavingOut)).toMatchObject({ size: "2.0.0" });
  });

  it("is the checkout, where the packages of its lockfile are installed", async () => {
    commit(platform({ size: entries.size1 }));
    install({ size: entries.size1 });
    expect(await workspaceOf("HEAD", withoutNpm)).toMatchObject({ folder: clone, size: "1.0.0", notices: [] });
  });

  it("shares the checkout's packages, where the commit's lockfile has the same, and in place of a committed link", async () => {
    symlinkSync("../gone", path.join(clone, "node_modules"));
    git(clone, "add", "--force", "node_modules");
    commit(platform({ size: entries.size1 }));
    rmSync(path.join(clone, "node_modules"));
    commit({ "README.md": "Hello\n" });
    install({ size: entries.size1 });
    const { folder, modules } = await workspaceOf("HEAD~1", withoutNpm);
    expect([folder === clone, modules]).toEqual([false, realpathSync(path.join(clone, "node_modules"))]);
  });

  it("shares them as well where only packages differ that the program cannot load, or that are optional and missing", async () => {
    const other = { ...entries.tool2, optional: true };
    commit(platform({ size: entries.size1, tool: entries.tool2, windows: other }));
    install({ size: entries.size1, tool: entries.tool1 });
    expect(await workspaceOf("HEAD", withoutNpm)).toMatchObject({ folder: clone, size: "1.0.0" });
  });

  it("has packages of its own where its lockfile has others, which the checkout never sees", async () => {
    commit(platform({ size: entries.size2 }));
    commit(platform({ size: entries.size1 }));
    install({ size: entries.size1 });
    const { size, modules, notices } = await workspaceOf("HEAD~1");
    expect(size).toBe("2.0.0");
    expect(path.relative(realpathSync(cache), modules)).not.toMatch(/^\.\./);
    expect(notices).toEqual([expect.stringContaining("(size 1.0.0 -> 2.0.0)")]);
    expect(readFileSync(path.join(clone, "node_modules", "size", "index.js"), "utf8")).toContain("1.0.0");
  });

  it("installs them once, and then needs no registry", async () => {
    commit(platform({ size: entries.size2 }));
    install({ size: entries.size1 });
    await workspaceOf("HEAD");
    const asked = registry.requests.length;
    expect((await workspaceOf("HEAD", withoutNpm)).size).toBe("2.0.0");
    expect(registry.requests.length).toBe(asked);
  });

  it("installs them for two at once, and leaves nothing half done", async () => {
    commit(platform({ size: entries.size2 }));
    install({ size: entries.size1 });
    const both = await Promise.all([workspaceOf("HEAD"), workspaceOf("HEAD")]);
    expect(both.map(({ size }) => size)).toEqual(["2.0.0", "2.0.0"]);
    expect(readdirSync(path.join(cache, "packages"))).toHaveLength(1);
  });

  it("has packages of its own at the checked out commit, too, where something older is installed", async () => {
    commit(platform({ size: entries.size2 }));
    install({ size: entries.size1 });
    const { folder, size } = await workspaceOf("HEAD");
    expect([folder === clone, size]).toEqual([false, "2.0.0"]);
  });

  it("counts every package where the program's imports cannot be followed", async () => {
    commit(platform({ size: entries.size1, tool: entries.tool2 }, { "index.ts": 'import "./gone.ts";\n' }));
    install({ size: entries.size1, tool: entries.tool1 });
    expect((await workspaceOf("HEAD")).notices).toEqual([expect.stringContaining("tool 1.0.0 -> 2.0.0")]);
  });

  it("runs no script of a package", async () => {
    commit(platform({ size: entries.scripted }));
    install({ size: entries.size1 });
    const { modules, size } = await workspaceOf("HEAD");
    expect([size, existsSync(path.join(modules, "size", "was-run"))]).toEqual(["3.0.0", false]);
  });
});

describe("a workspace whose packages are folders of the repository", () => {
  const workspace = (source: string, more: Readonly<Record<string, object>> = {}) => ({
    ...platform(
      { size: { resolved: "packages/size", link: true }, tool: entries.tool1, ...more },
      { "packages/size/package.json": `{ "name": "size", "version": "1.0.0" }`, "packages/size/index.js": source },
    ),
  });
  const link = (name = "size") => {
    install({ tool: { version: "1.0.0" } });
    mkdirSync(path.join(clone, "node_modules", path.dirname(name)), { recursive: true });
    symlinkSync(path.join(clone, "packages", "size"), path.join(clone, "node_modules", name));
    const { packages } = JSON.parse(readFileSync(path.join(clone, "package-lock.json"), "utf8")) as {
      packages: object;
    };
    writeFileSync(path.join(clone, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
  };

  it("has them from the commit, and what they need from the checkout", async () => {
    commit(workspace("module.exports = `old ${require('tool')} ${require('nested')}`;"));
    commit(workspace("module.exports = 'new';"));
    link();
    mkdirSync(path.join(clone, "packages", "size", "node_modules", "nested"), { recursive: true });
    writeFileSync(path.join(clone, "packages/size/node_modules/nested/index.js"), "module.exports = 'nested';");
    expect(await workspaceOf("HEAD", withoutNpm)).toMatchObject({ folder: clone, size: "new" });
    expect((await workspaceOf("HEAD~1", withoutNpm)).size).toBe("old 1.0.0 nested");
  });

  it("has those of a scope, and none that the commit lacks", async () => {
    const scoped = workspace("module.exports = 'old';");
    commit(scoped);
    commit({ "packages/size/index.js": "module.exports = 'new';" });
    link("@acme/size");
    expect((await workspaceOf("HEAD~1", withoutNpm, "@acme/size")).size).toBe("old");
    rmSync(path.join(clone, "packages"), { recursive: true });
    git(clone, "add", "-A");
    git(clone, "commit", "-qm", "Remove it");
    git(clone, "checkout", "-q", "HEAD~1");
    await expect(workspaceOf("main", withoutNpm, "@acme/size")).rejects.toThrow("Cannot find module '@acme/size'");
  });

  it("is refused where an installed package would load one from the checkout", async () => {
    commit(workspace("module.exports = 'old';", { needy: { version: "1.0.0", dependencies: { size: "*" } } }));
    commit(workspace("module.exports = 'new';", { needy: { version: "1.0.0", dependencies: { size: "*" } } }));
    link();
    const refused = workspaceOf("HEAD~1", withoutNpm);
    await expect(refused).rejects.toMatchObject({ code: "packages-not-installable" });
    await expect(refused).rejects.toThrow("the installed package needy needs a package of the repository");
  });

  it("is the checkout only while none of their files differs from the commit", async () => {
    commit(workspace("module.exports = 'committed';"));
    link();
    writeFileSync(path.join(clone, "packages/size/index.js"), "module.exports = 'edited';");
    const { folder, size } = await workspaceOf("HEAD", withoutNpm);
    expect([folder === clone, size]).toEqual([false, "committed"]);
  });
});

describe("the workspace of a commit from outside", () => {
  const withLink = (link: string, target: string) => {
    mkdirSync(path.join(clone, path.dirname(link)), { recursive: true });
    symlinkSync(target, path.join(clone, link));
  };

  it("is a folder of its own with the checkout's packages, and links among the commit's files", async () => {
    withLink("docs/program", "../index.ts");
    commit(platform({ size: entries.size1 }));
    install({ size: entries.size1 });
    const opened = await outside();
    const size = await cleaningUp(
      () => load(opened.folder, "size"),
      () => opened.dispose(),
    );
    expect([opened.folder === clone, size]).toEqual([false, "1.0.0"]);
  });

  it.each([
    ["out of it", "/"],
    ["to nothing", "missing"],
    ["to the packages, which are put there later", "../node_modules/size"],
  ])("is refused with a link that leads %s", async (_, target) => {
    withLink("docs/link", target);
    commit(platform({ size: entries.size1 }));
    install({ size: entries.size1 });
    await expect(outside()).rejects.toMatchObject({ code: "links-lead-outside", data: { links: ["docs/link"] } });
  });
});

describe("packages of a commit from outside", () => {
  const size = () => entries.size2;

  it("are installed from the registry with an empty home", async () => {
    commit(platform({ size: size() }));
    install({ size: entries.size1 });
    const { PATH } = process.env;
    const settings = { PATH, npm_config_registry: registry.url, npm_config_userconfig: "/dev/null" };
    const opened = await outside(settings);
    expect(
      await cleaningUp(
        () => load(opened.folder, "size"),
        () => opened.dispose(),
      ),
    ).toBe("2.0.0");
    expect(readdirSync(path.join(cache, "packages"))).toHaveLength(1);
  });

  it("are a set of their own, beside that of the same commit from inside", async () => {
    commit(platform({ size: size() }));
    install({ size: entries.size1 });
    await workspaceOf("HEAD");
    const { PATH } = process.env;
    const workspace = await outside({ PATH, npm_config_registry: registry.url, npm_config_userconfig: "/dev/null" });
    await workspace.dispose();
    expect(readdirSync(path.join(cache, "packages"))).toHaveLength(2);
  });

  const lock = (change: object) => ({ "package-lock.json": JSON.stringify(change) });
  const root = { name: "shop", dependencies: { size: "*" } };
  const locked = (entry: object, place = "node_modules/size") =>
    lock({ lockfileVersion: 3, packages: { "": root, [place]: { ...size(), ...entry } } });
  const wanting = (manifest: object) => ({ "package.json": JSON.stringify({ ...root, ...manifest }) });
  it.each([
    ["a lockfile of version 1", () => lock({ lockfileVersion: 1, packages: { "": root }, dependencies: {} })],
    ["a lockfile without packages", () => lock({ lockfileVersion: 3, dependencies: { size: size() } })],
    ["an entry of no address", () => locked({ resolved: undefined })],
    ["an entry of another host", () => locked({ resolved: "https://example.com/size.tgz" })],
    ["an entry of no version", () => locked({ version: "file:size" })],
    ["an entry with a lockfile of its own", () => locked({ hasShrinkwrap: true })],
    ["an entry that depends on a repository", () => locked({ dependencies: { tool: "git+https://example.com/tool" } })],
    ["an entry at another place", () => locked({}, "size")],
    ["a manifest that depends on a folder", () => wanting({ optionalDependencies: { tool: "file:tool" } })],
    ["a manifest that overrides by a repository", () => wanting({ overrides: { tool: { size: "acme/size" } } })],
    ["a manifest with workspaces", () => wanting({ workspaces: ["packages/*"] })],
  ])("are refused with %s", async (_, files) => {
    commit(platform({ size: size() }, files()));
    install({ size: entries.size1 });
    const asked = registry.requests.length;
    await expect(outside(environment())).rejects.toMatchObject({ code: "packages-from-elsewhere" });
    expect(registry.requests.length).toBe(asked);
  });

  it("may be meant by ranges, tags, other names and overrides", () => {
    const manifest = {
      ...root,
      dependencies: { size: "^1.0.0 || 2.x", tool: "latest", other: "npm:@acme/other@~1.2.0" },
      overrides: { "tool@^1.0.0": { ".": "1.0.0", size: "$size" }, size: "" },
    };
    expect(fromElsewhere(manifest, JSON.parse(locked({})["package-lock.json"]), registry.url)).toEqual([]);
  });
});

describe("a commit whose packages cannot be had", () => {
  const lost = { version: "2.0.0", resolved: "http://127.0.0.1:1/size/-/size-2.0.0.tgz", integrity: "sha512-AAAA" };

  it("is refused with npm's words, what differs, and what to do", async () => {
    commit(platform({ size: lost }));
    install({ size: entries.size1 });
    const refused = workspaceOf("HEAD");
    await expect(refused).rejects.toMatchObject({ code: "packages-not-installable", kind: "refused" });
    await expect(refused).rejects.toThrow(
      /\(size 1\.0\.0 -> 2\.0\.0\).*ECONNREFUSED.*check the commit out and run: npm ci/s,
    );
    expect(readdirSync(path.join(cache, "packages"))).toEqual([]);
  });

  it("is refused without credentials of the registry in the message", async () => {
    commit(platform({ size: { ...lost, resolved: "http://ada:s3cret@127.0.0.1:1/size/-/size-2.0.0.tgz" } }));
    install({ size: entries.size1 });
    await expect(workspaceOf("HEAD")).rejects.toThrow(/^(?!.*s3cret).*ECONNREFUSED/s);
  });

  it("is refused where there is no npm", async () => {
    commit(platform({ size: entries.size2 }));
    install({ size: entries.size1 });
    await expect(workspaceOf("HEAD", withoutNpm)).rejects.toThrow("there is no npm on PATH");
  });

  it("is refused where its lockfile links packages of the repository itself", async () => {
    commit(platform({ size: { resolved: "packages/size", link: true } }));
    install({ size: entries.size1 });
    await expect(workspaceOf("HEAD")).rejects.toThrow("links packages of the repository itself");
  });

  it.each(["yarn.lock", "pnpm-lock.yaml", "bun.lock"])(
    "is refused where another %s than the checkout's says what they are",
    async (name) => {
      const { "package-lock.json": _, ...files } = platform({ size: entries.size1 });
      commit({ ...files, [name]: "one\n" });
      install({ size: entries.size1 });
      commit({ "README.md": "Hello\n" });
      expect((await workspaceOf("HEAD~1")).size).toBe("1.0.0");
      commit({ [name]: "other\n" });
      await expect(workspaceOf("HEAD~1")).rejects.toThrow(`its ${name} is not that of the checkout`);
    },
  );
});
