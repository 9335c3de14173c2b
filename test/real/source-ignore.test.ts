import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { type IgnoredSource, leftOutOf, readIgnoredSources } from "../fixtures/ignored-sources.ts";
import { describeWith, realExecutables } from "./executables.ts";

/** What Flux's library leaves out of each source. */
async function answersOf(
  executable: string,
  sources: readonly IgnoredSource[],
): Promise<readonly (readonly string[])[]> {
  const answered = new Promise<string>((resolve, reject) => {
    const child = execFile(executable, { maxBuffer: 1e8 }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end(sources.map((source) => `${JSON.stringify(source)}\n`).join(""));
  });
  const lines = (await answered).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as string[]);
}

const part = fc.constantFrom(
  "a",
  "b",
  "ab",
  "*",
  "?",
  "**",
  "[ab]",
  "[^a]",
  "[!a]",
  "[a-",
  "\\a",
  "",
  "a*",
  "*b",
  "[]",
  "é",
);
const pattern = fc
  .tuple(
    fc.constantFrom("", "!", "/", "!/"),
    fc.array(part, { minLength: 1, maxLength: 4 }),
    fc.constantFrom("", "/", " "),
  )
  .map(([start, parts, end]) => start + parts.join("/") + end);
const patterns = fc.array(
  fc.oneof(
    pattern,
    fc.array(part).map((parts) => parts.join("")),
  ),
  { maxLength: 4 },
);
const text = patterns.map((lines) => lines.join("\n"));
const name = fc.constantFrom("a", "b", "ab", "abb", "aab", "é", ".flux.yaml", "x.png", "*", "!");
const folder = fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 2 }).map((names) => names.join("/"));
const source: fc.Arbitrary<IgnoredSource> = fc.record({
  ignore: fc.oneof(fc.constant(""), text),
  ignoreFiles: fc.dictionary(folder, text, { maxKeys: 3 }),
  files: fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/")),
    { maxLength: 12 },
  ),
});

describeWith("Flux's library", "what is left out of a source", realExecutables("sourceIgnore"), (parts) => {
  it("is what the table says, in the version of which it speaks", async () => {
    const { library, version, sources } = readIgnoredSources();
    const module = readFileSync(new URL("parts/source-ignore/go.mod", import.meta.url), "utf8");
    expect(module).toContain(`${library} ${version}`);
    expect(await answersOf(parts().sourceIgnore, sources)).toEqual(sources.map(({ leftOut }) => leftOut));
  });

  it("is what the sync agent and the preview leave out, for any patterns in any folders", async () => {
    const seed = Date.now();
    const sources = fc.sample(source, { numRuns: 2000, seed });
    const answers = await answersOf(parts().sourceIgnore, sources);
    const ours = await Promise.all(sources.map(leftOutOf));
    const differing = sources
      .map((each, index) => ({ source: each, theirs: answers[index], ours: ours[index] }))
      .filter(({ theirs, ours: said }) => JSON.stringify(theirs) !== JSON.stringify(said));
    expect({ seed, differing }).toEqual({ seed, differing: [] });
  });

  it("is the same for a line that is too long for the library, and for one that is just short enough", async () => {
    const files = ["a", "b", "c"];
    const sources = [65_536, 65_535, 65_534].map((length) => ({
      ignore: `a\n${"x".repeat(length)}\nb`,
      ignoreFiles: {},
      files,
    }));
    expect(await Promise.all(sources.map(leftOutOf))).toEqual(await answersOf(parts().sourceIgnore, sources));
  });
});
