/** One level of a folder of a tree. */
export interface TreeEntry {
  readonly name: string;
  readonly id: string;
  readonly kind: "file" | "executable" | "link" | "submodule" | "folder";
}

/** Entries of a tree object, sorted by name. @throws {RangeError} when the bytes are none */
export function treeEntries(content: Buffer): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const end = content.indexOf(0, space);
    if (space < 0 || end < 0 || end + 21 > content.length) throw new RangeError("The tree is cut off.");
    const mode = content.toString("latin1", at, space);
    const name = content.toString("utf8", space + 1, end);
    entries.push({ name, id: content.toString("hex", end + 1, end + 21), kind: kindOf(mode) });
    at = end + 21;
  }
  return entries.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** Which of a tree's names Git gives to no file; `undefined` where there is none. Written to disk it would be a file of another folder. */
export function impossibleName(entries: readonly TreeEntry[]): string | undefined {
  const seen = new Set<string>();
  const found = entries.find(({ name }) => {
    const isSecond = seen.has(name);
    seen.add(name);
    return isSecond || name === "" || name.includes("/") || reservedNames.has(name.toLowerCase());
  });
  return found?.name;
}

/** Whether no file system reads anything else into a name than the letters, digits and marks that it consists of. */
export const isPlainName = (name: string): boolean => /^[\w.+@=,-]+$/.test(name) && !/^\.(?:\.|git)?\.*$/i.test(name);

const reservedNames: ReadonlySet<string> = new Set([".", "..", ".git"]);

/** What Git's mode of a tree entry stands for. */
export function kindOf(mode: string): TreeEntry["kind"] {
  switch (mode.padStart(6, "0")) {
    case "040000":
      return "folder";
    case "160000":
      return "submodule";
    case "120000":
      return "link";
    case "100755":
      return "executable";
    default:
      return "file";
  }
}
