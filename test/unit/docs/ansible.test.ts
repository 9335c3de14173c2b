import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";

const read = (...names: readonly string[]) => readFileSync(path.join(projectRoot(), ...names), "utf8");
const textsIn = (folder: string) =>
  readdirSync(path.join(projectRoot(), folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => read(folder, file));

describe("the rules in docs/ansible.md", () => {
  it("each name a test that there is", () => {
    const tests = [...textsIn("test/unit/playbook"), ...textsIn("test/real/ansible")].join("\n");
    const rows = read("docs", "ansible.md")
      .split("\n")
      .filter((line) => /^\| (?!-|what )/u.test(line) && line.split("|").length === 6);
    expect(rows.length).toBeGreaterThan(30);
    const named = rows.map((row) => row.split("|")[4]?.trim() ?? "");
    expect(named.filter((name) => !tests.includes(name))).toEqual([]);
  });
});
