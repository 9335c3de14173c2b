import { git } from "./bare-git.ts";

export interface ChangedPath {
  readonly path: string;
  /** Of a renamed file. */
  readonly oldPath?: string;
  readonly change: "added" | "deleted" | "changed" | "mode";
  readonly isBinary: boolean;
}

/** The files that two commits have differently. */
export async function changedPaths(folder: string, before: string, after: string): Promise<readonly ChangedPath[]> {
  const range = ["-z", "-M", before, after];
  const binary = new Set(
    (await git(folder, ["diff", "--numstat", ...range]))
      .split("\0")
      .flatMap((line) => (line.startsWith("-\t-\t") ? [line.slice("-\t-\t".length)] : [])),
  );
  const fields = (await git(folder, ["diff", "--raw", ...range])).split("\0");
  const paths: ChangedPath[] = [];
  for (let at = 0; at < fields.length && fields[at] !== ""; ) {
    const [, , blobBefore, blobAfter, letter = ""] = (fields[at++] ?? "").split(" ");
    const name = fields[at++] ?? "";
    const isBinary = binary.has(name);
    if (letter.startsWith("R")) paths.push({ path: fields[at++] ?? "", oldPath: name, change: "changed", isBinary });
    else if (letter === "A") paths.push({ path: name, change: "added", isBinary });
    else if (letter === "D") paths.push({ path: name, change: "deleted", isBinary });
    else paths.push({ path: name, change: blobBefore === blobAfter ? "mode" : "changed", isBinary });
  }
  return paths;
}
