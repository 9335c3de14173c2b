import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/lib/index.ts";

const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

describe("`npm run test:real` on a machine without Go", () => {
  let folder: string;
  let said: string;
  let report: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-no-go-"));
    report = path.join(folder, "real.json");
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      // One line: the command as it would be typed.
      [
        vitest,
        "run",
        "--config",
        "test/real/vitest.config.ts",
        "--reporter=./.ci/reporter.js",
        "test/real/pulumi-cli.test.ts",
      ],
      { cwd: projectRoot(), env: { PATH: folder, HOME: folder, CHECKS_REPORT: report } },
    );
    said = stdout + stderr;
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  it("says once that every test is skipped, and what is missing", () => {
    expect(said).toMatch(
      /^real: every test of the Pulumi CLI, .*, Gitea, act, Kubernetes' controller manager is skipped: Go is not on PATH\. Install Go/mu,
    );
    expect(said.match(/Go is not on PATH/gu)).toHaveLength(1);
  });

  it("counts every test as skipped, with the reason, and none as passed", async () => {
    const { tests } = JSON.parse(await readFile(report, "utf8"));
    expect(tests.length).toBeGreaterThan(0);
    for (const { outcome, reason } of tests)
      expect({ outcome, reason }).toEqual({ outcome: "skipped", reason: expect.stringContaining("Go is not on PATH") });
  });

  it("has them listed by the summary of the checks, with the reason", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [".ci/summary.js", report], {
      cwd: projectRoot(),
    }).catch((error: { readonly stdout: string }) => error);
    expect(stdout).toMatch(/^skipped: .* \(Go is not on PATH/mu);
    expect(stdout).toMatch(/^0 passed, 0 failed, [1-9]\d* skipped$/mu);
  });
});
