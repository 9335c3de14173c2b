import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { sourcesIn } from "../../../build/sources.ts";
import { projectRoot } from "../../../src/lib/index.ts";
import { exportedNamesIn, staleLinksIn } from "./links.ts";

const none: ReadonlySet<string> = new Set();

describe("a {@link} of a comment", () => {
  it("names what there is, in its file or exported by another", () => {
    const texts = ["src", "stacks", "demo"]
      .flatMap((folder) => sourcesIn(projectRoot(), folder))
      .map((file) => [file, readFileSync(path.join(projectRoot(), file), "utf8")] as const);
    const exported = new Set(texts.flatMap(([, text]) => exportedNamesIn(text)));
    expect(exported.size).toBeGreaterThan(1000);
    expect(texts.filter(([, text]) => text.includes("{@link")).length).toBeGreaterThan(100);
    expect(texts.flatMap(([file, text]) => staleLinksIn(file, text, exported))).toEqual([]);
  });

  it.each([
    ["/** {@link Gone} */ export const a = 1;", ["a.ts:1: {@link Gone}"]],
    ["\n/** {@link Gone.member} */ export const a = b.Gone;", ["a.ts:2: {@link Gone.member}"]],
    ['/** {@link Old} */ import { Old as New } from "./b.ts";', ["a.ts:1: {@link Old}"]],
  ])("is found stale in %s", (text, stale) => {
    expect(staleLinksIn("a.ts", text, none)).toEqual(stale);
  });

  it.each([
    "/** {@link a} */ export const a = 1;",
    '/** {@link A} */ export type { A } from "./b.ts";',
    '/** {@link A.b} */ import { A } from "./b.ts";',
    "/** {@link member} */ interface A { readonly member: string }",
    "/** {@link A#run} */ class A { run(): void {} }",
    "/** {@link\n * given} */ export function f(given: string): void {}",
  ])("resolves in %s", (text) => {
    expect(staleLinksIn("a.ts", text, none)).toEqual([]);
  });

  it("resolves where another file exports the name", () => {
    const exported = new Set(exportedNamesIn("export abstract class Far {}\nexport async function go() {}"));
    expect(staleLinksIn("a.ts", "/** {@link Far}, {@link go} */", exported)).toEqual([]);
  });
});
