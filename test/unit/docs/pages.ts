import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { headingId } from "../../../build/generators/markdown.ts";
import { projectRoot } from "../../../src/lib/index.ts";

/** A page of the repository. */
export interface Page {
  /** From the repository's root. */
  readonly file: string;
  readonly text: string;
}

/** Every Markdown page outside of dependencies, fixtures and what is built. */
export function everyPage(): readonly Page[] {
  const root = projectRoot();
  const below = (folder: string) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".md"))
      .map((file) => `${folder}/${file}`);
  const files = ["README.md", "CONTRIBUTING.md", "environments/README.md", ...below("docs")];
  return files.map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));
}

/** Targets of a page's links that lead to the repository itself. */
export function relativeLinks({ text }: Page): readonly string[] {
  return [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Ids that links to a page may end with. */
export function headingIds({ text }: Page): readonly string[] {
  return [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => headingId(heading));
}

/** Words between backticks. */
export function codeWords({ text }: Page): readonly string[] {
  return [...withoutFences(text).matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Lines of fenced blocks. */
export function fencedLines({ text }: Page): readonly string[] {
  return [...text.matchAll(/^```\w*\n([^]*?)^```/gm)].flatMap(([, code = ""]) => code.split("\n"));
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```\w*\n[^]*?^```/gm, "");
}
