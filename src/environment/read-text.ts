import { FileTooLarge, type FileTree } from "../lib/index.ts";
import type { Issue } from "./issue.ts";

/** The text of a file, what keeps it from being read, or neither when nothing is there. */
export type ReadText =
  | { readonly text: string | undefined; readonly issue?: undefined }
  | { readonly text?: undefined; readonly issue: Issue };

/**
 * Reads a declaration. A link is never followed: its target may lie outside of the repository and differ in each clone.
 */
export async function readText(tree: FileTree, path: string): Promise<ReadText> {
  try {
    const bytes = await tree.read(path);
    if (bytes) return { text: Buffer.from(bytes).toString("utf8") };
  } catch (thrown) {
    if (!(thrown instanceof FileTooLarge)) throw thrown;
    const message = `has more than ${thrown.data.limit / 1024} KiB, and is not read`;
    return { issue: { ...placeOf(path), code: "file-too-large", message } };
  }
  const problem = await obstacleTo(tree, path);
  if (problem === undefined) return { text: undefined };
  return { issue: { ...placeOf(path), code: "not-a-plain-file", message: problem } };
}

const obstacles: Readonly<Record<string, string>> = {
  link: "a symbolic link, and links are not followed",
  submodule: "a submodule, whose files are not in this repository",
  other: "no plain file",
  folder: "a folder",
  file: "a file",
  executable: "a file",
};

/** The first thing on the way to a path that is neither a folder nor, at its end, a file. */
async function obstacleTo(tree: FileTree, path: string): Promise<string | undefined> {
  const steps = path.split("/");
  for (const [index, name] of steps.entries()) {
    const kind = (await tree.list(steps.slice(0, index).join("/"))).find((entry) => entry.name === name)?.kind;
    const isLast = index === steps.length - 1;
    if (kind === undefined || (isLast && (kind === "file" || kind === "executable"))) return undefined;
    if (kind === "folder" && !isLast) continue;
    const at = steps.slice(0, index + 1).join("/");
    return `${at} is ${obstacles[kind] ?? "no plain file"}; put ${isLast ? "a plain file" : "a folder"} there`;
  }
  return undefined;
}

function placeOf(file: string) {
  return { file, line: 1, column: 1, severity: "error", path: "" } as const;
}
