import { execFile } from "node:child_process";
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { entryPoint } from "../../src/lib/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";

type Pipeline = Readonly<Record<string, { readonly script: readonly string[] }>>;

const run = promisify(execFile);

/** Runs the script of a job as a runner of GitLab does, with `npx` as a clone with the package installed has it. */
async function runJob(
  repository: PlatformRepository,
  script: readonly string[],
): Promise<{ code: number; out: string }> {
  const env = {
    ...process.env,
    PATH: [repository.tools, process.env["PATH"]].join(path.delimiter),
    GROUNDWORK_PREVIEW_FLAGS: "--local",
    NO_COLOR: "1",
    CI: "true",
  };
  return run("sh", ["-e", "-c", script.join("\n")], { cwd: repository.folder, env, maxBuffer: 2 ** 26 }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (failed: { code: number; stdout: string }) => ({ code: failed.code, out: failed.stdout }),
  );
}

/** The command in the place of `npx --no-install groundwork`. */
async function withNpx(repository: PlatformRepository): Promise<void> {
  const tools = path.join(repository.folder, ".git", "tools");
  const { command, args } = entryPoint("main");
  await mkdir(tools, { recursive: true });
  const quoted = [command, ...args].map((word) => `'${word}'`).join(" ");
  await writeFile(path.join(tools, "npx"), `#!/bin/sh\nshift 2\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  repository.tools = tools;
}

describe("the child pipeline that a change of two environments makes", () => {
  let repository: PlatformRepository;
  let pipeline: Pipeline;
  beforeAll(async () => {
    repository = await PlatformRepository.withEnvironments();
    await withNpx(repository);
    await repository.git("switch", "--quiet", "--create", "topic");
    for (const name of ["dev", "globex"])
      await appendFile(path.join(repository.folder, "environments", name, "environment.yaml"), "# changed\n");
    await repository.commit("Change two environments");
    const { out } = await repository.groundwork("affected", "--base", "main", "--format", "gitlab-child-pipeline");
    pipeline = parse(out) as Pipeline;
  });
  beforeEach(() => rm(path.join(repository.folder, "parts"), { recursive: true, force: true }));
  afterAll(async () => {
    await repository.groundwork("local", "down", "--local");
    await repository.remove();
  });

  it("previews each in a job, and reports on both as one preview", async () => {
    const jobs = Object.keys(pipeline).filter((name) => name.startsWith("preview "));
    expect(jobs).toEqual(["preview dev", "preview globex"]);
    for (const job of jobs) expect(await runJob(repository, pipeline[job]?.script ?? [])).toMatchObject({ code: 0 });
    const { code, out } = await runJob(repository, pipeline["report"]?.script ?? []);
    expect([code, out]).toEqual([0, expect.stringMatching(/^dev .*\n^globex /m)]);
    expect(await readFile(path.join(repository.folder, "preview.md"), "utf8")).toContain("| globex |");
  });

  it("reports unknown for the one whose job left no part", async () => {
    expect(await runJob(repository, pipeline["preview dev"]?.script ?? [])).toMatchObject({ code: 0 });
    const { code, out } = await runJob(repository, pipeline["report"]?.script ?? []);
    expect([code, out]).toEqual([5, expect.stringContaining("globex: cannot be previewed: None of the parts has it")]);
  });
});
