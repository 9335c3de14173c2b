import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string | undefined>>;

interface PreviewJson {
  readonly commit: string;
  readonly base: string;
  readonly target?: {
    readonly name: string;
    readonly commit: string;
    readonly behind: number;
    readonly merged: boolean;
  };
  readonly environments: readonly { readonly name: string; readonly manifests?: { readonly files: object } }[];
}

const onBranch = environmentFiles("dev", "spec: { values: { a: b } }\n");
/** What the main branch may gain meanwhile, in commits. */
const gained: readonly (readonly [string, readonly Files[]])[] = [
  ["an environment", [environmentFiles("gained")]],
  [
    "manifests of the same environment",
    [{ "environments/dev/apps/more.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: more }\n" }],
  ],
  ["text for people", [{ "docs/a.md": "Hello\n" }, { "docs/b.md": "Hello\n" }]],
  [
    "a change of another environment",
    [environmentFiles("staging", "spec: { values: { c: d } }\n"), environmentFiles("x")],
  ],
  ["a source of the program", [{ "src/desired/size.ts": "export const size = 2;\n" }]],
];

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A branch `topic` with `files`, and what `main` has gained since. */
async function diverged(files: Files, gains: readonly Files[]) {
  const world = new DriverWorld();
  const start = await world.git.resolve("main");
  const topic = world.git.make(files, { onto: start, branch: "topic" });
  for (const gain of gains) world.git.make(gain);
  return { world, start, topic, main: await world.git.resolve("main") };
}

const filesOf = async (world: DriverWorld, commit = "") =>
  (await (await world.git.treeOf(commit)).files("")).map((file) => file.path);

describe("a preview of a branch that its target has left behind", () => {
  it.each(gained)("by %s shows what merging gives, and only what the branch changes", async (_, gains) => {
    const { world, topic, main } = await diverged(onBranch, gains);
    const markdown = path.join(folder, "report.md");
    const { code, out } = await groundwork(
      world,
      "preview",
      "--base",
      "main",
      "--head",
      "topic",
      "--markdown",
      markdown,
    );
    expect(code).toBe(0);
    const commits = `${gains.length} commit${gains.length === 1 ? "" : "s"} behind main`;
    expect(out).toContain(commits);
    expect(out).toContain("1 of ");
    expect(readFileSync(markdown, "utf8")).toContain(commits);

    const { out: json } = await groundwork(world, "preview", "--base", "main", "--head", "topic", "--json");
    const preview = JSON.parse(json) as PreviewJson;
    expect(preview).toMatchObject({ commit: topic, base: main });
    expect(preview.target).toEqual({ name: "main", commit: main, behind: gains.length, merged: true });
    expect(preview.environments.map(({ name }) => name)).toEqual(["dev"]);

    const previewed = world.workspaces.at(-1);
    const [seen, onMain] = [await filesOf(world, previewed), await filesOf(world, main)];
    expect(seen.toSorted()).toEqual(onMain.toSorted());
    const written = await (await world.git.treeOf(previewed ?? "")).read("environments/dev/environment.yaml");
    expect(Buffer.from(written ?? []).toString()).toContain("values: { a: b }");
  });

  it("leaves branches where they are", async () => {
    const { world, topic, main } = await diverged(onBranch, [environmentFiles("gained")]);
    await groundwork(world, "preview", "--base", "main", "--head", "topic");
    expect([await world.git.resolve("main"), await world.git.resolve("topic")]).toEqual([main, topic]);
  });

  it("is refused with the names of the files that both changed", async () => {
    const { world } = await diverged(
      { ...onBranch, "environments/staging/apps/web.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: a }\n" },
      [
        { "environments/staging/apps/web.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: b }\n" },
        environmentFiles("dev", "spec: { values: { a: c } }\n"),
      ],
    );
    const { code, err } = await groundwork(world, "preview", "--base", "main", "--head", "topic");
    expect(code).toBe(4);
    expect(err).toMatch(/environments\/dev\/environment\.yaml, environments\/staging\/apps\/web\.yaml/);
    expect(world.engine.calls).toEqual([]);
  });

  it("binds the merge commit, and not the branch alone", async () => {
    const { world, topic, main } = await diverged(onBranch, [environmentFiles("gained")]);
    await groundwork(world, "preview", "--base", "main", "--head", "topic");
    const other = world.git.make(onBranch, { onto: main, and: [topic] });
    expect(await world.git.resolve("main")).toBe(other);
    const { code } = await groundwork(world, "up", "--yes", "--no-wait", "--require-preview", "--base", main);
    expect(code).toBe(0);
  });

  it("finds nothing to do for a commit that is part of its target already, and says how far behind it is", async () => {
    const { world, start } = await diverged(onBranch, [environmentFiles("gained")]);
    const { code, out } = await groundwork(world, "preview", "--base", "main", "--head", start);
    expect(code).toBe(0);
    expect(out).toContain("1 commit behind main");
    expect(out).toContain("nothing to do");
  });
});

describe("a preview of a branch that holds all of its target", () => {
  it("is of its own files, and says nothing of a merge", async () => {
    const { world, topic, main } = await diverged(onBranch, []);
    const { out } = await groundwork(world, "preview", "--base", "main", "--head", "topic", "--json");
    expect((JSON.parse(out) as PreviewJson).target).toEqual({ name: "main", commit: main, behind: 0, merged: false });
    expect(world.workspaces).toEqual([topic]);
    expect((await groundwork(world, "preview", "--base", "main", "--head", "topic")).out).not.toContain("behind");
  });
});

describe("a preview of an old commit of the main branch, without a base", () => {
  it("is of that commit, and says that it is behind", async () => {
    const { world, start } = await diverged({}, [environmentFiles("gained"), onBranch]);
    const { out } = await groundwork(world, "preview", "--head", start);
    expect(out).toContain("2 commits behind main: this is the commit alone");
    expect(world.workspaces).toEqual([start]);
  });
});

describe("an up of a branch that is behind", () => {
  it("brings up the branch's own commit, merged with nothing", async () => {
    const { world, topic } = await diverged(onBranch, [environmentFiles("gained")]);
    await groundwork(world, "up", "--yes", "--no-wait", "--base", "main", "--head", "topic");
    expect(world.workspaces).toEqual([topic]);
  });
});
