import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { readDesiredState } from "../../src/desired/index.ts";
import { formatIssue } from "../../src/environment/index.ts";
import { affectedEnvironments, everywhere } from "../../src/flows/index.ts";
import { openRepository } from "../../src/git/isomorphic/index.ts";
import { git, scratchClone } from "./git-harness/scratch-clone.ts";

let folder = "";
const { init, commit } = scratchClone((made) => {
  folder = made;
});
const head = "apiVersion: groundwork.dev/v1\nkind: Environment\n";
const programs = { filesOf: () => Promise.reject(new Error("No program is read here.")) };

beforeEach(() => {
  init();
  commit({
    "environments/_profiles/small.yaml": "apiVersion: groundwork.dev/v1\nkind: Profile\n",
    "environments/dev/environment.yaml": `${head}extends: ../_profiles/small.yaml\n`,
    "environments/test/environment.yaml": head,
  });
});

/** What a commit says of the environments that it touches. */
async function committed(change: () => void): Promise<Readonly<Record<string, readonly string[]>>> {
  change();
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "Change");
  const repository = await openRepository(folder);
  const range = { base: await repository.resolve("HEAD^"), head: await repository.resolve("HEAD") };
  const { environments } = await affectedEnvironments(range, { git: repository, programs, reach: everywhere });
  const tree = await repository.treeOf(range.head);
  const read = environments.map(async ({ name }) => {
    const { issues } = await readDesiredState(tree, name);
    return [name, issues.filter(({ severity }) => severity === "error").map(formatIssue)] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

const place = (name: string) => path.join(folder, "environments", name);

describe("what Git keeps in place of a declaration", () => {
  it("is named when it is a link instead of the environment's file", async () => {
    const found = await committed(() => {
      rmSync(place("dev/environment.yaml"));
      symlinkSync("../test/environment.yaml", place("dev/environment.yaml"));
    });
    expect(found).toEqual({
      dev: [
        "environments/dev/environment.yaml:1:1: environments/dev/environment.yaml is a symbolic link, and links are not followed; put a plain file there",
      ],
    });
  });

  it("is named when it is a link instead of a profile", async () => {
    const found = await committed(() => {
      rmSync(place("_profiles/small.yaml"));
      symlinkSync("/etc/passwd", place("_profiles/small.yaml"));
    });
    expect(found["dev"]).toEqual([
      "environments/_profiles/small.yaml:1:1: environments/_profiles/small.yaml is a symbolic link, and links are not followed; put a plain file there",
    ]);
  });

  it("is named when it is a link instead of a folder", async () => {
    const found = await committed(() => symlinkSync("dev", place("linked")));
    expect(found).toEqual({
      linked: [
        "environments/linked/environment.yaml:1:1: environments/linked is a symbolic link, and links are not followed; put a folder there",
      ],
    });
  });

  it("is named when it is a submodule instead of a folder", async () => {
    const found = await committed(() => {
      mkdirSync(place("sub"));
      git(place("sub"), "init", "-q", "-b", "main");
      writeFileSync(path.join(place("sub"), "environment.yaml"), head);
      git(place("sub"), "add", "-A");
      git(place("sub"), "commit", "-q", "-m", "One");
    });
    expect(found).toEqual({
      sub: [
        "environments/sub/environment.yaml:1:1: environments/sub is a submodule, whose files are not in this repository; put a folder there",
      ],
    });
  });
});
