import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { StackProject } from "./stack-harness/stack-project.ts";

/** Brought up once; each test works on a copy. */
let standing: StackProject;
const made: StackProject[] = [];
const keep = async (making: Promise<StackProject>) => {
  const project = await making;
  made.push(project);
  return project;
};
const fresh = () => keep(StackProject.of("dynamic"));
const copyOfStanding = () => keep(standing.copy());

beforeAll(async () => {
  standing = await StackProject.of("dynamic");
  const { code, err } = await standing.run(standing.upArguments("-m", "first"));
  if (code !== 0) throw new Error(`The project that the tests copy was not brought up: ${err}`);
});
afterEach(async () => {
  await Promise.all(made.splice(0).map((project) => project.remove()));
});
afterAll(async () => await standing.remove());

describe("groundwork stack, before anything was brought up", () => {
  it("asks for a stack by name, and says how, when there is none to guess", async () => {
    const { code, err } = await (await fresh()).run(["preview"]);
    expect(code).toBe(2);
    expect(err).toContain("Name the one to create with --stack <name>");
  });

  it("says which configuration is missing, and where to give it", async () => {
    const { code, err } = await (await fresh()).run(["preview", "--stack", "dev"]);
    expect(code).toBe(2);
    expect(err).toMatch(/gives no value for dynamic-files:folder.*Pulumi\.dev\.yaml.*--config/u);
  });

  it("previews without changing anything, and keeps the configuration that it was given", async () => {
    const project = await fresh();
    const { code, out } = await project.run(["preview", "--stack", "dev", "-c", `folder=${project.files}`]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ \+ +file0 +pulumi-nodejs:dynamic:HeldFile +create$/mu);
    expect(out).toContain("preview: 3 to create");
    expect(await project.logged).toBe("");
    expect(await readFile(path.join(project.folder, "Pulumi.dev.yaml"), "utf8")).toContain(
      `dynamic-files:folder: ${project.files}`,
    );
  });

  it("does not bring up what nobody said yes to", async () => {
    const project = await fresh();
    const { code, out, err } = await project.run(["up", "--stack", "dev", "-c", `folder=${project.files}`]);
    expect(code).toBe(4);
    expect(out).toContain("preview of up: 3 to create");
    expect(err).toContain("Pass --yes");
    expect(await project.logged).toBe("");
  });

  it("brings up, in order, with one line for each step, once it has ended, and tells that in its history", async () => {
    const project = await fresh();
    const upArguments = ["up", "--stack", "dev", "--yes", "-m", "first", "-c", `folder=${project.files}`];
    const { code, out, err } = await project.run(upArguments);
    expect(err).toMatch(/\+ pulumi-nodejs:dynamic:HeldFile file0 created \(\d+\.\d s\)\n.*file1 created/u);
    expect(err.match(/file0/gu)).toHaveLength(1);
    expect(out).toContain("up: 3 created");
    expect(out).toContain("  password: [secret]");
    expect(code).toBe(0);
    expect(await project.logged).toBe("create file0\ncreate file1\n");
    expect((await project.run(["ls"])).out).toMatch(/^dev {2}\d resources {2}changed \d+ s ago\n$/u);
  });
});

describe("groundwork stack, on a stack that stands", () => {
  it("has nothing to do then, and finds the only stack by itself", async () => {
    const { code, out } = await (await copyOfStanding()).run(["preview", "--expect-no-changes"]);
    expect(out).toContain("preview: No changes. 3 unchanged");
    expect(code).toBe(0);
  });

  it("shows each property that differs, and says by its exit code that changes were not expected", async () => {
    const project = await copyOfStanding();
    const { code, out } = await project.run(["preview", "--diff", "--expect-no-changes", "-c", "content=other"]);
    expect(out).toMatch(
      /~ pulumi-nodejs:dynamic:HeldFile file0 {2}update\n.*urn:pulumi:dev.*\n +~ content: "hello" => "other"/u,
    );
    expect(code).toBe(3);
  });

  it("prints one JSON document when it is asked to, and nothing else", async () => {
    const project = await copyOfStanding();
    const { code, out, err } = await project.run(["up", "--yes", "--json", "-c", "content=other"]);
    const result = JSON.parse(out);
    expect(result).toMatchObject({
      result: "succeeded",
      changeSummary: { same: 1, update: 2 },
      outputs: { password: "[secret]" },
    });
    expect(result.steps).toContainEqual(
      expect.objectContaining({
        op: "update",
        urn: expect.stringContaining("::file0"),
        status: "done",
        newState: expect.objectContaining({ inputs: expect.objectContaining({ content: "other" }) }),
      }),
    );
    expect(err).toBe("");
    expect(code).toBe(0);
  });

  it("finds by a refresh what was changed behind its back, and corrects it by the next up", async () => {
    const project = await copyOfStanding();
    await writeFile(path.join(project.files, "file0"), "tampered");
    const shown = await project.run(["refresh", "--preview-only"]);
    expect(shown.out).toContain("preview of refresh: 1 to update");
    const { code } = await project.run(["refresh", "--yes", "--skip-preview"]);
    expect(code).toBe(0);
    await project.run(["up", "--yes", "--skip-preview"]);
    expect(await readFile(path.join(project.files, "file0"), "utf8")).toBe("hello");
  });

  it("brings up one target and leaves the rest", async () => {
    const project = await copyOfStanding();
    const urn = "urn:pulumi:dev::dynamic-files::pulumi-nodejs:dynamic/test:HeldFile::file1";
    const { out } = await project.run(["up", "--yes", "--skip-preview", "--target", urn, "-c", "content=targeted"]);
    expect(out).toContain("1 updated");
    expect(await readFile(path.join(project.files, "file0"), "utf8")).toBe("hello");
    expect(await readFile(path.join(project.files, "file1"), "utf8")).toBe("targeted");
  });

  it("tells its history and its outputs", async () => {
    const project = await copyOfStanding();
    const history = JSON.parse((await project.run(["history", "--json"])).out);
    expect(history.at(-1)).toMatchObject({
      kind: "update",
      message: "first",
      result: "succeeded",
      resourceChanges: { create: 3 },
    });
    expect(JSON.parse((await project.run(["outputs", "--json"])).out)).toMatchObject({ password: "[secret]" });
    expect((await project.run(["outputs", "password", "--show-secrets"])).out).toBe("built-in-secret\n");
    expect((await project.run(["outputs", "nothing"])).err).toContain("It has password, paths");
  });

  it("keeps in the history which commit was brought up, and its title for a note", async () => {
    const project = await copyOfStanding();
    const git = (...args: readonly string[]) =>
      execFileSync("git", ["-c", "user.name=Ann", "-c", "user.email=ann@acme.test", ...args], {
        cwd: project.folder,
        encoding: "utf8",
      }).trim();
    git("init", "-q", "-b", "main");
    git("add", "--", "Pulumi.yaml");
    git("commit", "-q", "-m", "Sell shoes");
    await project.run(["refresh", "--yes", "--skip-preview"]);
    const [newest] = JSON.parse((await project.run(["history", "--json"])).out);
    expect(newest).toMatchObject({
      message: "Sell shoes",
      environment: { "git.head": git("rev-parse", "HEAD"), "git.headName": "refs/heads/main", "git.dirty": "true" },
    });
  });

  it("exports a state that another stack's import refuses and its own takes", async () => {
    const project = await copyOfStanding();
    const file = path.join(project.folder, "exported.json");
    expect((await project.run(["export", "--file", file])).code).toBe(0);
    expect(await readFile(file, "utf8")).not.toContain("built-in-secret");
    expect((await project.run(["export", "--show-secrets"])).out).toContain("built-in-secret");
    const foreign = await project.run(["import", "--stack", "prod", "--file", file]);
    expect(foreign.code).toBe(2);
    expect(foreign.err).toContain("belongs to another stack");
    const before = await project.state();
    expect((await project.run(["import", "--stack", "dev", "--file", file])).code).toBe(0);
    expect((await project.state()).resources).toEqual(before.resources);
  });

  it("shows what a destroy would do, and then destroys in reverse order", async () => {
    const project = await copyOfStanding();
    const shown = await project.run(["destroy", "--preview-only"]);
    expect(shown.out).toContain("preview of destroy: 3 to delete");
    const { code, out } = await project.run(["destroy", "--yes"]);
    expect(out).toContain("destroy: 3 deleted");
    expect(code).toBe(0);
    expect(await project.logged).toMatch(/delete file1\ndelete file0\n$/u);
    expect((await project.state()).resources).toBeUndefined();
  });
});
