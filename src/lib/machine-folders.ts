/** A folder of this machine, whose path says nothing to a reader elsewhere. */
export interface MachineFolder {
  readonly path: string;
  /** What stands before the path of something below it: nothing for a checkout, whose files a reader has as well. */
  readonly below: string;
  /** What stands for the folder itself. */
  readonly itself: string;
}

/**
 * `text` for a reader on another machine: the paths of these folders are replaced, those of the deepest ones first. Other paths stay, and
 * so does a path whose beginning is only spelled like a folder.
 */
export function withoutMachineFolders(text: string, folders: readonly MachineFolder[]): string {
  let shown = text;
  for (const { path, below, itself } of folders.toSorted((one, other) => other.path.length - one.path.length)) {
    if (path.length < 2 || !shown.includes(path)) continue;
    const literal = path.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
    const start = String.raw`(?:file://|(?<![\w.~/-]))${literal}`;
    shown = shown
      .replaceAll(new RegExp(String.raw`${start}/(?=[\w.@-])`, "gu"), () => below)
      .replaceAll(new RegExp(String.raw`${start}/?(?![\w/-]|\.\w)`, "gu"), () => itself);
  }
  return shown;
}
