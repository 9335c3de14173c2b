import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { ciFiles } from "../../../src/project/ci/index.ts";
import { correcting, everyChoice, everyForge, settingsFor, workflowsIn } from "./ci-world.ts";
import { githubParser } from "./github-parser.ts";

const run = promisify(execFile);
const choices = everyChoice.map((choice) => ({ choice, name: JSON.stringify(choice) }));

let parser: Awaited<ReturnType<typeof githubParser>>;
beforeAll(async () => {
  parser = await githubParser();
});

/** Errors that GitHub's own parser finds, with their lines. */
async function problemsOf(name: string, content: string): Promise<readonly string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = parser;
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  if (value) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

describe.each(["github", "gitea"] as const)("the workflows for %s", (forge) => {
  it.each(choices)("are read by GitHub's own parser without an error: $name", async ({ choice }) => {
    for (const [name, content] of workflowsIn(ciFiles(settingsFor(forge, choice), correcting)))
      expect([name, await problemsOf(name, content)]).toEqual([name, []]);
  });
});

it("GitHub's parser finds a key that is none", async () => {
  const { ".github/workflows/groundwork-up.yml": up = "" } = ciFiles(settingsFor("github"), correcting);
  expect(await problemsOf("up.yml", up.replace("timeout-minutes", "timeout"))).toEqual([
    expect.stringContaining("Unexpected value 'timeout'"),
  ]);
});

describe("the jobs for GitLab", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-gitlab-ci-"));
    await run("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
    const author = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"];
    await run("git", [...author, "commit", "--quiet", "--allow-empty", "--message", "Start"], { cwd: folder });
    await run("git", ["remote", "add", "origin", "https://gitlab.example.com/acme/platform.git"], { cwd: folder });
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const read = async (files: Readonly<Record<string, string>>) => {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    await run("git", ["add", "--all"], { cwd: folder });
    const program = path.join(
      path.dirname(createRequire(import.meta.url).resolve("gitlab-ci-local/package.json")),
      "dist/index.js",
    );
    return await run(process.execPath, [program, "--list-json"], { cwd: folder }).then(
      ({ stdout }) => JSON.parse(stdout) as readonly { readonly name: string }[],
      (failed: { stderr: string }) => failed.stderr,
    );
  };

  it.each(choices)("fit GitLab's schema, included by a file of the project: $name", async ({ choice }) => {
    const jobs = await read(ciFiles(settingsFor("gitlab", choice), correcting));
    expect(jobs).toEqual(expect.any(Array));
  });

  it("are refused with a keyword that is none", async () => {
    const files = ciFiles(settingsFor("gitlab"), correcting);
    const { ".gitlab/groundwork.yml": jobs = "" } = files;
    const wrong = { ...files, ".gitlab/groundwork.yml": jobs.replace("interruptible: true", "interruptable: true") };
    expect(await read(wrong)).toContain("interruptable");
  });
});

it.each(everyForge)("the files for %s take the base from the branch as it is, once for all parts", (forge) => {
  for (const choice of everyChoice) {
    const text = Object.values(ciFiles(settingsFor(forge, choice), correcting)).join("\n");
    expect(text).not.toContain("base.sha");
    const jobs = text.split(/\n(?= *(?:- step:|[a-z-]+:\n +needs:|groundwork [a-z ]+:\n))/u);
    const previews = jobs.filter((job) => /groundwork preview /.test(job));
    expect(previews.length).toBeGreaterThan(0);
    // Jobs that run beside each other are handed the commit that another one found.
    const areShared = (choice.jobs ?? 1) > 1 && ["github", "gitlab", "bitbucket"].includes(forge);
    expect(previews.filter((job) => areShared && job.includes("rev-parse"))).toEqual([]);
  }
});

it.each(choices)("each step of Bitbucket's that locks a deployment waits for its turn: $name", ({ choice }) => {
  const { "bitbucket-pipelines.yml": file = "" } = ciFiles(settingsFor("bitbucket", choice), correcting);
  const steps: Readonly<Record<string, unknown>>[] = [];
  JSON.parse(JSON.stringify(parse(file)), (_, value) => {
    if (value && typeof value === "object" && "deployment" in value) steps.push(value);
    return value as unknown;
  });
  const ofTags = choice.tags === undefined ? [] : ["groundwork-up"];
  const ofDrift = choice.cloud === "gcp" ? ["groundwork-report"] : [];
  const ofCorrection = choice.cloud === "gcp" ? ["groundwork-up"] : [];
  expect(steps.map((step) => step["concurrency-group"])).toEqual([
    "groundwork-report",
    "groundwork-up",
    ...ofDrift,
    ...ofCorrection,
    ...ofTags,
  ]);
});

it.each(choices)("the scripts of Bitbucket's steps are read by a shell: $name", async ({ choice }) => {
  const { "bitbucket-pipelines.yml": file = "" } = ciFiles(settingsFor("bitbucket", choice), correcting);
  const scripts: (readonly unknown[])[] = [];
  JSON.parse(JSON.stringify(parse(file)), (key, value) => {
    if (key === "script") scripts.push(value as readonly unknown[]);
    return value as unknown;
  });
  // A colon in a line of YAML makes it an object.
  expect(scripts.flat().filter((command) => typeof command !== "string")).toEqual([]);
  for (const script of scripts.map((commands) => commands.join("\n")))
    expect(await run("sh", ["-n", "-c", script])).toEqual({ stdout: "", stderr: "" });
});

it.each(choices)("Bitbucket's file is YAML, with a step for each job: $name", ({ choice }) => {
  const { "bitbucket-pipelines.yml": file = "" } = ciFiles(settingsFor("bitbucket", choice), correcting);
  const { pipelines } = parse(file) as { pipelines: { "pull-requests": { "**": readonly object[] } } };
  expect(pipelines["pull-requests"]["**"]).toHaveLength((choice.jobs ?? 1) > 1 ? 3 : 2);
  expect(JSON.stringify(pipelines).match(/"name":"Preview"/g)).toHaveLength(choice.jobs ?? 1);
});

it.each(choices)("the scripts for any other CI are read by a shell: $name", async ({ choice }) => {
  for (const [name, content] of Object.entries(ciFiles(settingsFor("generic", choice), correcting)).filter(([name]) =>
    name.endsWith(".sh"),
  )) {
    expect([name, await run("sh", ["-n", "-c", content])]).toEqual([name, { stdout: "", stderr: "" }]);
  }
});
