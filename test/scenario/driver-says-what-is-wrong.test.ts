import { appendFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

/** A Pulumi CLI that is too old, in a folder of its own that Git does not see. */
async function oldPulumi({ folder }: PlatformRepository): Promise<string> {
  const tools = path.join(folder, ".git", "old-pulumi");
  await mkdir(tools, { recursive: true });
  await writeFile(path.join(tools, "pulumi"), "#!/bin/sh\necho v3.19.0\n", { mode: 0o755 });
  return tools;
}

const made: PlatformRepository[] = [];
const keep = async (making: Promise<PlatformRepository>) => {
  const repository = await making;
  made.push(repository);
  return repository;
};
afterAll(() => Promise.all(made.map((repository) => repository.remove())));

describe("the driver, where it cannot start", () => {
  it("names a folder that is in no Git repository, and how to get one", async () => {
    const folder = await keep(PlatformRepository.empty());
    const { code, err } = await folder.groundwork("preview");
    expect(code).toBe(2);
    expect(err).toContain("is not inside a Git repository");
    expect(err).toContain("git init");
  });

  it("names the project file that is missing", async () => {
    const folder = await keep(PlatformRepository.empty());
    await folder.git("init", "--quiet");
    const { code, err } = await folder.groundwork("status");
    expect(code).toBe(2);
    expect(err).toContain("Pulumi.yaml");
  });
});

describe("init", () => {
  it.each([
    ["init", ["init"]],
    ["ci init", ["ci", "init", "--forge", "generic"]],
    ["env new", ["env", "new", "dev", "--profile", "small"]],
  ])("%s writes nothing into a bare repository, and nothing among Git's own files", async (_, args) => {
    const folder = await keep(PlatformRepository.empty());
    await folder.git("init", "--quiet", "--bare", "bare.git");
    await folder.git("init", "--quiet", "clone");
    for (const place of ["bare.git", path.join("clone", ".git")]) {
      const inside = folder.below(place);
      const before = await readdir(inside.folder);
      const { code, err } = await inside.groundwork(...args);
      expect([code, err]).toEqual([2, expect.stringContaining("has no checked out files")]);
      expect(await readdir(inside.folder)).toEqual(before);
    }
  });

  it("names the next commands as the project's own package will run them", async () => {
    const folder = await keep(PlatformRepository.empty());
    await folder.git("init", "--quiet");
    const { code, out } = await folder.groundwork("init", "--forge", "gitea");
    expect(code).toBe(0);
    expect(out).toContain("then npx --no-install groundwork preview --env dev --local");
    expect(out).not.toContain("--prefix");
  });

  it("changes nothing in a clone whose folder has another name", async () => {
    const folder = await keep(PlatformRepository.empty());
    await folder.git("init", "--quiet");
    await folder.groundwork("init");
    const [written, renamed] = ["Pulumi.yaml", path.join("renamed", "Pulumi.yaml")];
    await folder.git("add", ".");
    await folder.git("commit", "--quiet", "--message", "Begin");
    await folder.git("clone", "--quiet", ".", "renamed");
    const { code } = await folder.below("renamed").groundwork("init");
    const texts = await Promise.all([written, renamed].map((file) => readFile(path.join(folder.folder, file), "utf8")));
    expect([code, texts[1]]).toEqual([0, texts[0]]);
  });
});

describe("the driver, in a platform team's repository", () => {
  let repository: PlatformRepository;
  beforeAll(async () => {
    repository = await keep(PlatformRepository.withEnvironments());
  });

  it("lists each environment once when it is asked for one that is not there", async () => {
    const { code, err } = await repository.groundwork("preview", "--env", "stagging", "--env", "acme");
    expect(code).toBe(2);
    expect(err).toContain("There is no environment stagging (did you mean staging?), acme in this commit.");
    expect(err).toContain("Name one of dev, globex, production, staging.");
    expect(err.match(/production/g)).toHaveLength(1);
  });

  it("names a file that is not committed, wherever it is", async () => {
    await writeFile(path.join(repository.folder, "environments", "dev", "apps", "new.yaml"), "kind: ConfigMap\n");
    await writeFile(path.join(repository.folder, "environments", "dev", "apps", "new.log"), "noise\n");
    await writeFile(path.join(repository.folder, "groundwork.yaml"), "record: git\n");
    try {
      const { out } = await repository.groundwork("preview", "--env", "staging", "--local", "--json");
      expect(JSON.parse(out)).toMatchObject({ uncommitted: ["environments/dev/apps/new.yaml", "groundwork.yaml"] });
    } finally {
      await rm(path.join(repository.folder, "groundwork.yaml"));
      await rm(path.join(repository.folder, "environments", "dev", "apps", "new.yaml"));
      await rm(path.join(repository.folder, "environments", "dev", "apps", "new.log"));
    }
  });

  it("says unknown, and nothing better, of an environment in a real cloud where the Pulumi CLI is of no use", async () => {
    repository.tools = await oldPulumi(repository);
    const { code, out } = await repository.groundwork("preview", "--env", "production", "--json");
    expect(code).toBe(5);
    const { environments } = JSON.parse(out) as {
      environments: { kind: string; layers: { layer: string; problem: { message: string } }[] }[];
    };
    expect(environments.map(({ kind }) => kind)).toEqual(["failed"]);
    const infrastructure = environments[0]?.layers.find(({ layer }) => layer === "infrastructure");
    expect(infrastructure?.problem.message).toContain("version 3.19.0");
    expect(infrastructure?.problem.message).toContain("groundwork doctor --fix");
  });

  it("calls that Pulumi CLI bad, but not in a rehearsal, which needs none", async () => {
    repository.tools = await oldPulumi(repository);
    const pulumiIn = async (...flags: readonly string[]) => {
      const { out } = await repository.groundwork("doctor", "--json", ...flags);
      return (JSON.parse(out) as { checks: { name: string }[] }).checks.find(({ name }) => name === "pulumi");
    };
    expect(await pulumiIn()).toMatchObject({
      state: "bad",
      found: "cannot be used",
      fix: expect.stringContaining("install the Pulumi CLI into") as string,
    });
    expect(await pulumiIn("--local")).toMatchObject({ state: "optional" });
  });

  it("installs nothing without being told to", async () => {
    repository.tools = await oldPulumi(repository);
    const { code, err } = await repository.groundwork("doctor", "--fix");
    expect(code).toBe(4);
    expect(err).toContain("--yes");
  });

  it("tells of a hundred changed files of the program in one short cell", async () => {
    const { out } = await repository.groundwork("preview", "--env", "production");
    const row = out.split("\n").find((line) => line.startsWith("production "));
    expect(row).toContain("program: Pulumi.yaml");
    expect(row).toMatch(/and \d+ more/);
    expect(row?.length).toBeLessThan(400);
  });

  it("writes nothing when a new environment's name is taken, invalid, or its profile unknown", async () => {
    const before = await repository.git("status", "--porcelain");
    for (const [name, profile, words] of [
      ["dev", "small", "exists already"],
      ["Bad_Name", "small", "no valid name"],
      ["fine", "smal", "customer, large, small"],
    ] as const) {
      const { code, err } = await repository.groundwork("env", "new", name, "--profile", profile);
      expect(code).toBe(2);
      expect(err).toContain(words);
    }
    expect(await repository.git("status", "--porcelain")).toBe(before);
  });

  it("says that nothing is affected, and between which commits, when that is so", async () => {
    const { code, out } = await repository.groundwork("preview", "--base", "HEAD", "--head", "HEAD");
    expect(code).toBe(0);
    expect(out).toContain("nothing to do");
    expect(out).toContain(await repository.git("rev-parse", "--short=7", "HEAD"));
  });

  it("says how to fetch what a shallow clone lacks", async () => {
    const clone = await keep(repository.shallowClone());
    const { code, err } = await clone.groundwork("preview", "--base", "HEAD~1");
    expect(code).toBe(2);
    expect(err).toContain("git fetch --unshallow origin");
  });

  it("reports every issue of a file with its place, on a detached HEAD too", async () => {
    const own = await keep(PlatformRepository.withEnvironments());
    const file = path.join(own.folder, "environments", "dev", "environment.yaml");
    const written = await readFile(file, "utf8");
    await writeFile(file, written.replace("count: 2", "cuont: 2").replaceAll("\n", "\r\n"));
    await appendFile(file, "    größe: 3\r\n");
    await own.commit("Break dev");
    await own.git("checkout", "--quiet", "--detach");
    const validated = await own.groundwork("env", "validate");
    expect(validated.code).toBe(2);
    expect(validated.out).toMatch(
      /environments\/dev\/environment\.yaml:\d+:\d+ spec\.machines\[runner\]\.cuont: .*did you mean count/,
    );
    expect(validated.out).toContain("größe");
    const previewed = await own.groundwork("preview", "--env", "dev");
    expect(previewed.code).toBe(2);
    expect(previewed.out).toContain("cuont");
  });
});

describe("commands that only look", () => {
  it.each([
    ["doctor", ["doctor"]],
    ["env validate", ["env", "validate"]],
    ["env list", ["env", "list"]],
    ["--help", ["--help"]],
  ])("leave no file behind where they are run: %s", async (_, args) => {
    const folder = await keep(PlatformRepository.empty());
    await folder.git("init", "--quiet");
    await folder.groundwork(...args);
    expect(await readdir(folder.folder)).toEqual([".git"]);
  });
});
