import path from "node:path";
import { mountLine } from "../../lib/index.ts";

/** A path of this machine, and whether it is a folder. */
export interface Shown {
  readonly path: string;
  /** Where it is, with its links followed. */
  readonly source: string;
  readonly isFolder: boolean;
}

/** The file system of a confined program: an empty tree whose entries are mounted from elsewhere. */
export interface View {
  /** Folders to make in the empty tree, each after the ones that it lies in. Relative. */
  readonly folders: readonly string[];
  /** Empty files to make there. Relative. */
  readonly files: readonly string[];
  /** Links to make there, with where they lead to in the program's eyes. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** What is mounted, in the format of `/etc/fstab`. */
  readonly mounts: string;
}

/**
 * The one folder that a confined program can write to. It is not `/tmp`, in which workspaces are: what is mounted there last would hide
 * the others.
 */
export const scratchFolder = "/scratch";

/** Files, for names: many small ones would take the kernel's memory without filling the folder. */
const mostFiles = 16_384;
const devices = ["/dev/null", "/dev/zero", "/dev/random", "/dev/urandom"];

/**
 * Lays out what a program sees below `root`: nothing but what is shown, read-only, and a scratch folder in memory.
 *
 * There is no `/proc` and no `/sys`: what they tell is about the machine, and Node does without.
 *
 * @param root an empty folder, by its real path.
 */
export function layOut(root: string, shown: readonly Shown[], diskBytes: number): View {
  const everything = [...shown, ...devices.map((device) => ({ path: device, source: device, isFolder: false }))];
  // A folder that is reached by a link is a link there, too: Node tells modules apart by their real paths.
  const linked = everything.filter(({ path: at, source, isFolder }) => isFolder && at !== source);
  const inTree = withoutNested(
    everything.map((each) => (linked.includes(each) ? { ...each, path: each.source } : each)),
  );
  const links = linked.filter(({ path: at }) => !inTree.some((each) => each.isFolder && isBelow(at, each.path)));
  const folders = new Set([
    scratchFolder,
    ...inTree.flatMap(({ path: at, isFolder }) => parentsOf(at, isFolder)),
    ...links.flatMap(({ path: at }) => parentsOf(at, false)),
  ]);
  const files = inTree.filter(({ isFolder }) => !isFolder).map(({ path: at }) => at);
  const bind = ({ path: at, source }: Shown, options: string) =>
    mountLine(source, root + at, `bind,ro,nosuid,${options}`);
  const isDevice = ({ path: at }: Shown) => devices.includes(at);
  const scratch = `size=${diskBytes},nr_inodes=${mostFiles},mode=0700,nosuid,nodev,noexec`;
  return {
    folders: [...folders].map(relative),
    files: files.map(relative),
    links: links.map(({ path: at, source }) => ({ path: relative(at), target: source })),
    mounts: [
      mountLine(root, root, "bind,ro,nosuid,nodev"),
      mountLine("tmpfs", root + scratchFolder, scratch, "tmpfs"),
      ...inTree.map((each) => bind(each, isDevice(each) ? "noexec" : "nodev")),
      "",
    ].join("\n"),
  };
}

/** What lies in another folder that is shown is shown with it. */
function withoutNested(shown: readonly Shown[]): readonly Shown[] {
  const byPath = new Map(shown.map((each) => [each.path, each]));
  const all = [...byPath.values()].toSorted((one, other) => (one.path < other.path ? -1 : 1));
  return all.filter(
    ({ path: at, source }) =>
      !all.some(
        (outer) =>
          outer.isFolder &&
          isBelow(at, outer.path) &&
          source === path.join(outer.source, path.relative(outer.path, at)),
      ),
  );
}

function isBelow(place: string, folder: string): boolean {
  return place.startsWith(`${folder}/`);
}

function parentsOf(place: string, isFolder: boolean): readonly string[] {
  const parts = relative(isFolder ? place : path.dirname(place)).split("/");
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`).filter((each) => each !== "/");
}

function relative(place: string): string {
  return place.replace(/^\/+/u, "");
}
