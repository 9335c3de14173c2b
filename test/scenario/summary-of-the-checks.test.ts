import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../src/lib/index.ts";

const vitest = path.join(path.dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");

describe("the summary of the checks", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "groundwork-summary-"));
  });
  afterAll(async () => await rm(folder, { recursive: true }));

  /** What the summary of one run of these tests prints, and the code that it ends with. */
  async function summaryOf(name: string, tests: string): Promise<{ readonly output: string; readonly code: number }> {
    const report = path.join(folder, `${name}.json`);
    await writeFile(path.join(folder, `${name}.test.js`), tests);
    const reporter = path.join(projectRoot(), ".ci/reporter.js");
    await run(vitest, ["run", "--root", folder, "--globals", `--reporter=${reporter}`, `${name}.test.js`], {
      CHECKS_REPORT: report,
    });
    return await run(path.join(projectRoot(), ".ci/summary.js"), [report], {});
  }

  it("counts what passed, failed and was skipped, and fails", async () => {
    const { output, code } = await summaryOf(
      "each",
      `it("holds", () => {});
       it("does not hold", () => { throw new Error("the reason"); });
       it.skip("was not tried", () => {});`,
    );
    expect(output).toContain("failed: each.test.js > does not hold\n  Error: the reason");
    expect(output).toContain("skipped: each.test.js > was not tried");
    expect(output).toMatch(/^1 passed, 1 failed, 1 skipped$/mu);
    expect(code).toBe(1);
  });

  it("says why a hook failed, and does not take its tests for merely skipped", async () => {
    const { output, code } = await summaryOf(
      "hook",
      `it("holds", () => {});
       describe("a server", () => {
         beforeAll(() => { throw new Error("did not start"); });
         it("answers", () => {});
       });`,
    );
    expect(output).toContain("failed: a server, outside of its tests\n  Error: did not start");
    expect(output).toMatch(/^1 passed, 1 failed, 1 skipped$/mu);
    expect(code).toBe(1);
  });

  it("says why a file could not be read", async () => {
    const { output, code } = await summaryOf("file", `throw new Error("not a suite");`);
    expect(output).toContain("failed: file.test.js, outside of its tests\n  Error: not a suite");
    expect(output).toMatch(/^0 passed, 1 failed, 0 skipped$/mu);
    expect(code).toBe(1);
  });

  it("tells errors that no test waited for", async () => {
    const { output, code } = await summaryOf(
      "unhandled",
      `it("holds", async () => {
         Promise.reject(new Error("of nobody"));
         await new Promise((resolve) => setImmediate(resolve));
       });`,
    );
    expect(output).toContain("failed: outside of every test\n  Error: of nobody");
    expect(output).toMatch(/^1 passed, 1 failed, 0 skipped$/mu);
    expect(code).toBe(1);
  });
});

async function run(script: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const env = { ...environment, PATH: process.env["PATH"] ?? "" };
  return await promisify(execFile)(process.execPath, [script, ...args], { env }).then(
    ({ stdout }) => ({ output: stdout, code: 0 }),
    ({ stdout, code }: { readonly stdout: string; readonly code: number }) => ({ output: stdout, code }),
  );
}
