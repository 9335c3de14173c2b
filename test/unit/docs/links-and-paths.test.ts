import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../../src/lib/index.ts";
import { codeWords, everyPage, fencedLines, headingIds, type Page, relativeLinks } from "./pages.ts";

const root = projectRoot();
const pages = everyPage();
const exists = (file: string) => existsSync(path.join(root, file));

/** What is wrong with a link of a page; `undefined` when its target exists. */
function linkProblem({ file }: Page, target: string): string | undefined {
  const [relative = "", heading] = target.split("#");
  const linked = relative === "" ? file : path.posix.join(path.posix.dirname(file), relative);
  if (!exists(linked)) return `${file}: no file ${linked}`;
  if (heading === undefined) return undefined;
  const page = pages.find((each) => each.file === linked);
  return page && headingIds(page).includes(heading) ? undefined : `${file}: no heading #${heading} in ${linked}`;
}

/** Folders of the repository; words that begin with one are paths from the root. */
const inRepository = /^(?:src|stacks|docs|test|build|bin|data|demo|environments|\.ci)\/[\w./-]+$/;
/** Environments that examples add or change. */
const ofExamples = /^environments\/(?:acme|shop|_organization)(?:\/|$)/;

function pathProblem({ file }: Page, word: string): string | undefined {
  if (!inRepository.test(word) || ofExamples.test(word)) return undefined;
  return exists(word) ? undefined : `${file}: no file ${word}`;
}

const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

function scriptProblem({ file }: Page, command: string): string | undefined {
  const [, script] = /\bnpm run (?:--silent |-s )?([\w:-]+)/.exec(command) ?? [];
  return script === undefined || Object.hasOwn(scripts, script) ? undefined : `${file}: no script ${script}`;
}

function problemsOf<T>(items: (page: Page) => readonly T[], problemOf: (page: Page, item: T) => string | undefined) {
  return pages.flatMap((page) => items(page).flatMap((item) => problemOf(page, item) ?? []));
}

describe("a page of the repository", () => {
  it("links to files and headings that there are", () => {
    expect(pages.flatMap(relativeLinks).length).toBeGreaterThan(50);
    expect(problemsOf(relativeLinks, linkProblem)).toEqual([]);
  });

  it("names paths that there are", () => {
    expect(pages.flatMap(codeWords).filter((word) => inRepository.test(word)).length).toBeGreaterThan(20);
    expect(problemsOf(codeWords, pathProblem)).toEqual([]);
  });

  it("names scripts of package.json that there are", () => {
    expect(problemsOf((page) => [...codeWords(page), ...fencedLines(page)], scriptProblem)).toEqual([]);
  });

  it("is reached over links from the README", () => {
    const reached = new Set(["README.md"]);
    // A set visits what is added while it is walked.
    for (const file of reached) {
      const page = pages.find((each) => each.file === file);
      for (const target of page ? relativeLinks(page) : [])
        reached.add(path.posix.join(path.posix.dirname(file), target.split("#")[0] ?? ""));
    }
    expect(pages.map(({ file }) => file).filter((file) => !reached.has(file))).toEqual([]);
  });

  it("has a README of 130 lines at most", () => {
    const readme = pages.find(({ file }) => file === "README.md");
    expect(readme?.text.trimEnd().split("\n").length).toBeLessThanOrEqual(130);
  });
});

describe("a page that names what there is not", () => {
  const page: Page = { file: "docs/page.md", text: "" };

  it.each([
    ["stack.md", undefined],
    ["../README.md#the-road", undefined],
    ["stacks.md", "no file docs/stacks.md"],
    ["../README.md#the-rode", "no heading #the-rode in README.md"],
  ])("would be found here: a link to %s", (target, problem) => {
    expect(linkProblem(page, target)?.split(": ")[1]).toBe(problem);
  });

  it.each([
    ["src/main.ts", undefined],
    ["src/mains.ts", "no file src/mains.ts"],
    ["environments/acme/environment.yaml", undefined],
    ["environments/devel", "no file environments/devel"],
  ])("would be found here: the path %s", (word, problem) => {
    expect(pathProblem(page, word)?.split(": ")[1]).toBe(problem);
  });

  it("would be found here: a script", () => {
    expect(scriptProblem(page, "npm run demonstrate")).toBe("docs/page.md: no script demonstrate");
  });
});
