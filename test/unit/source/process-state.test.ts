import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const unitTests = path.join(import.meta.dirname, "..");

/** What a file of unit tests would leave behind for the next one: both run in one process, with the same modules. */
const leftBehind = [
  /\bprocess\.(?:env(?:\.\w+|\[[^\]]+\])\s*=[^=]|chdir\(|umask\(|exitCode\s*=[^=])/,
  /\bdelete process\.env\b/,
  /\bvi\.(?:stubGlobal|stubEnv|mock|doMock)\(/,
  /\b(?:globalThis|global)\.\w+\s*=[^=]/,
];

function changesOf(source: string): readonly string[] {
  return leftBehind.flatMap((pattern) => pattern.exec(source)?.[0] ?? []);
}

describe("unit tests", () => {
  it("leave the process as they found it", () => {
    const files = readdirSync(unitTests, { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".ts") && file !== path.join("source", "process-state.test.ts"),
    );
    expect(files.length).toBeGreaterThan(250);
    const changes = files.flatMap((file) =>
      changesOf(readFileSync(path.join(unitTests, file), "utf8")).map((change) => `${file}: ${change}`),
    );
    expect(changes).toEqual([]);
  });

  it.each([
    'process.env["CI"] = "true";',
    'process.env.CI = "";',
    "delete process.env.CI;",
    "process.chdir(folder);",
    "process.exitCode = 1;",
    'vi.stubEnv("CI", "1");',
    "globalThis.fetch = own;",
  ])("would be found with %s", (source) => {
    expect(changesOf(source)).toHaveLength(1);
  });

  it.each(['process.env["CI"] === "true"', "{ ...process.env, CI: 1 }", "expect(process.exitCode === 1)"])(
    "may say %s",
    (source) => {
      expect(changesOf(source)).toEqual([]);
    },
  );
});
