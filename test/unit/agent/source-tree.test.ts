import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SourceTree } from "../../../src/agent/fetch/source-tree.ts";
import { TestRepository } from "../../scenario/agent-harness/test-repository.ts";

describe("the files of a commit", () => {
  let folder: string;
  let repository: TestRepository;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-tree-"));
    repository = await TestRepository.create(folder, "");
  });
  afterAll(() => rm(folder, { recursive: true }));

  const filesOf = async (files: Readonly<Record<string, string>>, ignore?: string, below = "apps") => {
    const tree = new SourceTree(folder, await repository.commit(files), ignore);
    return (await tree.files(below))?.map((file) => file.path);
  };
  const manifests = { "apps/a.yaml": "a", "apps/b.yaml": "b", "apps/deep/c.yaml": "c" };

  it("are without what the ignore files of their folders name", async () => {
    expect(
      await filesOf({ ...manifests, ".sourceignore": "b.yaml\n", "apps/deep/.sourceignore": "/c.yaml\n" }),
    ).toEqual(["apps/a.yaml", "apps/deep/.sourceignore"]);
  });

  it("are with what spec.ignore keeps against the ignore files", async () => {
    expect(await filesOf({ ...manifests, ".sourceignore": "/apps/b.yaml\n" }, "!/apps/b.yaml")).toContain(
      "apps/b.yaml",
    );
  });

  it("are with those of an excluded folder that a later pattern keeps", async () => {
    expect(await filesOf(manifests, "/apps/\n!/apps/deep")).toEqual(["apps/deep/c.yaml"]);
  });

  it("are with what is excluded by default as soon as any folder has an ignore file", async () => {
    const files = { ...manifests, "apps/cloudbuild.yaml": "x" };
    expect(await filesOf(files)).not.toContain("apps/cloudbuild.yaml");
    expect(await filesOf({ ...files, "far/away/.sourceignore": "x\n" })).toContain("apps/cloudbuild.yaml");
  });

  it("are the same from a pack, as a fetch leaves it, also those with names that mean something else on some disks", async () => {
    const lines = Array.from({ length: 200 }, (_, line) => `line ${line}\n`).join("");
    const similar = Array.from({ length: 9 }, (_, index) => [`apps/n${index}.yaml`, `${lines}${index}\n`] as const);
    const files = { ...manifests, ...Object.fromEntries(similar), "apps/.git-not": "x", "apps/ü b.yaml": "umlaut" };
    const commit = await repository.commit(files);
    const contents = async () => {
      const tree = new SourceTree(folder, commit, undefined);
      const found = (await tree.files("apps")) ?? [];
      return await Promise.all(found.map(async (file) => [file, (await tree.read(file)).toString("utf8")]));
    };
    const loose = await contents();
    execFileSync("git", ["-C", folder, "repack", "-adfq"]);
    execFileSync("git", ["-C", folder, "prune-packed"]);
    expect(await contents()).toEqual(loose);
    expect(new Set(loose.map(([, text]) => text))).toEqual(new Set(Object.values(files)));
  });

  it("are none for a folder that is not there, and all for the root", async () => {
    expect(await filesOf(manifests, undefined, "gone")).toBeUndefined();
    expect(await filesOf(manifests, undefined, "apps/../..")).toBeUndefined();
    expect(await filesOf(manifests, undefined, "apps/a.yaml")).toBeUndefined();
    expect(await filesOf(manifests, undefined, "./")).toEqual(Object.keys(manifests));
  });
});
