import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ciFiles } from "../../src/project/ci/index.ts";
import { correcting, everyChoice, settingsFor, workflowsIn } from "../unit/project/ci-world.ts";
import { describeWith, realExecutables } from "./executables.ts";

const run = promisify(execFile);

/** Newer than the linter: `queue` of GitHub's concurrency groups is of May 2026. */
const newerKeys = 'unexpected key "queue" for "concurrency" section';

describeWith("actionlint", "the workflows that ci init writes", realExecutables("actionlint"), (found) => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-actionlint-"));
    // The labels of a team's own runners.
    await writeFile(path.join(folder, "actionlint.yaml"), "self-hosted-runner:\n  labels: [platform, production]\n");
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** What it finds, one finding a line. */
  const lint = async (workflows: readonly (readonly [string, string])[]): Promise<string> => {
    const names = workflows.map(([file]) => path.join(folder, path.basename(file)));
    for (const [index, [, content]] of workflows.entries()) await writeFile(names[index] ?? "", content);
    const config = path.join(folder, "actionlint.yaml");
    const flags = ["-config-file", config, "-oneline", "-no-color", "-shellcheck=", "-pyflakes=", "-ignore", newerKeys];
    return await run(found().actionlint, [...flags, ...names], { cwd: folder }).then(
      ({ stdout }) => stdout,
      (failed: { stdout: string; stderr: string }) => `${failed.stdout}${failed.stderr}`,
    );
  };

  const cases = (["github", "gitea"] as const).flatMap((forge) => everyChoice.map((choice) => ({ forge, choice })));
  it.each(cases)("pass for $forge with $choice", async ({ forge, choice }) => {
    expect(await lint(workflowsIn(ciFiles(settingsFor(forge, choice), correcting)))).toBe("");
  });

  it("do not pass with an expression that is none", async () => {
    const [first] = workflowsIn(ciFiles(settingsFor("github"), correcting));
    const broken = first?.[1].replace("github.event.pull_request.number", "github.evnt.number") ?? "";
    expect(await lint([["broken.yml", broken]])).toContain('property "evnt" is not defined');
  });
});
