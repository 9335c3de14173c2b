import { posix } from "node:path";
import { linkedPackages, packageChanges, type Reason } from "../../../change/index.ts";
import { environmentsFolder } from "../../../environment/index.ts";
import type { CommitTree, FileChange } from "../../../git/index.ts";
import { messageOf, textIn } from "../../../lib/index.ts";
import { type ProgramFiles, type ProgramReader, programEntry, programRoots } from "../../../program/index.ts";

/** Files beside the sources that decide how the program runs. */
const settingsFiles = new Set(["Pulumi.yaml", "tsconfig.json", ".npmrc"]);
export const packageFiles = ["package.json", "package-lock.json"];
/** Lockfiles whose format is not read: any change counts. */
const otherLockfiles = new Set(["yarn.lock", "pnpm-lock.yaml", "bun.lock", "npm-shrinkwrap.json"]);
const sourceFile = /\.([mc]?[jt]sx?|json)$/;

/** Reasons that hold for every environment, since all share one program. Empty when nothing that it loads has changed. */
export async function programChanges(
  changes: readonly FileChange[],
  before: CommitTree,
  after: CommitTree,
  reader: ProgramReader,
): Promise<readonly Reason[]> {
  const paths = changes.map(({ path }) => path).filter((path) => !path.startsWith(`${environmentsFolder}/`));
  const settings = paths
    .filter((path) => settingsFiles.has(path) || otherLockfiles.has(path))
    .map((path): Reason => ({ kind: "program", layer: "infrastructure", path, through: [] }));
  const entry = await programEntry(after);
  const others = paths.filter((path) => !settingsFiles.has(path) && isWorthALook(path, posix.dirname(entry)));
  if (others.length === 0 && (await linkedFiles(paths, after)).length === 0) return settings;
  try {
    const program = await reader.filesOf(after, entry);
    return [
      ...settings,
      ...sourceReasons(others, entry, program),
      ...(await linkedReasons(paths, entry, after, program)),
      ...(await packageReasons(paths, before, after, program)),
    ];
  } catch (thrown) {
    return [...settings, { kind: "program-unreadable", layer: "infrastructure", problem: messageOf(thrown) }];
  }
}

export function isSource(path: string): boolean {
  return sourceFile.test(path);
}

/** Sources anywhere, and any file beside the program: it may read it. */
function isWorthALook(path: string, programFolder: string): boolean {
  return sourceFile.test(path) || isBesideProgram(path, programFolder);
}

function isBesideProgram(path: string, programFolder: string): boolean {
  return (
    programFolder !== "." && path.startsWith(`${programFolder}/`) && !path.endsWith(".md") && !sourceFile.test(path)
  );
}

function sourceReasons(paths: readonly string[], entry: string, program: ProgramFiles): readonly Reason[] {
  return paths.flatMap((path): readonly Reason[] => {
    const through = wayTo(path, program);
    if (through) return [{ kind: "program", layer: "infrastructure", path, through }];
    if (isBesideProgram(path, posix.dirname(entry)))
      return [{ kind: "program", layer: "infrastructure", path, through: [entry, path] }];
    if (program.unresolved.length === 0 || packageFiles.includes(path)) return [];
    const problem = `${program.unresolved.join(", ")} imports what only a run can tell, so ${path} counts`;
    return [{ kind: "program-unreadable", layer: "infrastructure", problem }];
  });
}

/** Imports that lead to a file, or to a folder above it that the program names. */
export function wayTo(path: string, { files }: ProgramFiles): readonly string[] | undefined {
  for (let at = path; at !== "."; at = posix.dirname(at)) {
    const way = files.get(at);
    if (way) return at === path ? way : [...way, path];
  }
  return undefined;
}

/** Files of packages that are folders of the repository. Only npm links them, so what other lockfiles link is not found here. */
async function linkedFiles(
  paths: readonly string[],
  tree: CommitTree,
): Promise<readonly { readonly path: string; readonly name: string }[]> {
  const linked = linkedPackages((await packageFilesOf(tree)).lockfile);
  return paths.flatMap((path) => {
    const at = linked.find(({ folder }) => path.startsWith(`${folder}/`) && !path.endsWith(".md"));
    return at ? [{ path, name: at.name }] : [];
  });
}

/** A package that the program imports may load any file of its own, and any other package of the repository. */
export async function linkedReasons(
  paths: readonly string[],
  entry: string,
  tree: CommitTree,
  { packages, files }: ProgramFiles,
): Promise<readonly Reason[]> {
  const linked = linkedPackages((await packageFilesOf(tree)).lockfile);
  if (!linked.some(({ name }) => packages.has(name))) return [];
  return (await linkedFiles(paths, tree))
    .filter(({ path }) => !files.has(path))
    .map(
      ({ path, name }): Reason => ({ kind: "program", layer: "infrastructure", path, through: [entry, name, path] }),
    );
}

async function packageReasons(
  paths: readonly string[],
  before: CommitTree,
  after: CommitTree,
  { packages }: ProgramFiles,
): Promise<readonly Reason[]> {
  const changed = packageFiles.filter((file) => paths.includes(file));
  const [path] = changed;
  if (path === undefined) return [];
  const changes = packageChanges(await packageFilesOf(before), await packageFilesOf(after), programRoots(packages));
  if (changes?.length === 0) return [];
  return [{ kind: "packages", layer: "infrastructure", path: changed.at(-1) ?? path, packages: changes ?? [] }];
}

export async function packageFilesOf(tree: CommitTree) {
  const [manifest, lockfile] = await Promise.all(packageFiles.map((file) => textIn(tree, file)));
  return { manifest, lockfile };
}
