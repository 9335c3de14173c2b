import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { projectRoot } from "../../../src/lib/index.ts";

/** One comment of the sources. Lines of `//` that follow each other are one comment. */
export interface Comment {
  /** `<file>:<line>`, from the repository's root. */
  readonly place: string;
  /** Without the marks of the comment, its lines joined by blanks. */
  readonly text: string;
}

const folders = ["src", "stacks", "build", "bin", "demo", "test"];

/** The comments of the project's own sources in which `pattern` matches. Programs in fixtures are left out. */
export function commentsWith(pattern: RegExp): readonly Comment[] {
  return folders.flatMap((folder) =>
    readdirSync(path.join(projectRoot(), folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:ts|js|mts|cts)$/.test(file) && !/(?:^|[\\/])(?:node_modules|fixtures)[\\/]/.test(file))
      .flatMap((file) => {
        const relative = `${folder}/${file.replaceAll("\\", "/")}`;
        const source = readFileSync(path.join(projectRoot(), relative), "utf8");
        // Most files match nowhere, and parsing them would take most of the time.
        return matchesOverLines(source, pattern)
          ? commentsOf(relative, source).filter(({ text }) => pattern.test(text))
          : [];
      }),
  );
}

/** The comments of one file. */
export function commentsOf(file: string, source: string): readonly Comment[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const comments: Comment[] = [];
  let open: { readonly comment: { readonly place: string; text: string }; end: number } | undefined;
  for (const { pos, end, kind } of commentRanges(tree, source)) {
    const text = plainText(source.slice(pos, end));
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia;
    if (isLine && open && source.slice(open.end, pos).trim() === "") {
      open.comment.text += ` ${text}`;
      open.end = end;
      continue;
    }
    const comment = { place: `${file}:${tree.getLineAndCharacterOfPosition(pos).line + 1}`, text };
    comments.push(comment);
    open = isLine ? { comment, end } : undefined;
  }
  return comments;
}

/** Ranges of comments in the order of the source. Text that only looks like a comment, such as a URL, has none. */
function commentRanges(tree: ts.SourceFile, source: string): readonly ts.CommentRange[] {
  const found = new Map<number, ts.CommentRange>();
  const visit = (node: ts.Node): void => {
    const leading = ts.getLeadingCommentRanges(source, node.getFullStart()) ?? [];
    const trailing = ts.getTrailingCommentRanges(source, node.getEnd()) ?? [];
    for (const range of [...leading, ...trailing]) found.set(range.pos, range);
    for (const child of node.getChildren(tree)) if (!ts.isJSDoc(child)) visit(child);
  };
  visit(tree);
  return [...found.values()].toSorted((one, other) => one.pos - other.pos);
}

function matchesOverLines(source: string, pattern: RegExp): boolean {
  return pattern.test(source.replaceAll(/\s*\n\s*(?:\*|\/\/)?\s*/g, " "));
}

function plainText(comment: string): string {
  return comment
    .replaceAll(/^\/\*\*?|\*\/$|^\/\//g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*\* ?/, "").trim())
    .join(" ")
    .trim();
}
