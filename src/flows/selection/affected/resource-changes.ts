import { packageChanges, type Reason } from "../../../change/index.ts";
import {
  type DeclarationIndex,
  environmentPath,
  environmentsFolder,
  resourcesBeside,
} from "../../../environment/index.ts";
import type { CommitTree, FileChange } from "../../../git/index.ts";
import { messageOf } from "../../../lib/index.ts";
import { type ProgramFiles, type ProgramReader, programRoots } from "../../../program/index.ts";
import { isSource, linkedReasons, packageFiles, packageFilesOf, wayTo } from "./program-changes.ts";

interface ReadResources {
  readonly file: string;
  readonly program?: ProgramFiles;
  readonly problem?: string;
}

/**
 * Environments whose own resources are created by files that changed: a `resources.ts` of a profile, and what one imports, wherever it lies.
 * Files in an environment's own folder count as its own already.
 */
export async function resourceChanges(
  changes: readonly FileChange[],
  before: CommitTree,
  after: CommitTree,
  reader: ProgramReader,
  names: readonly string[],
  index: DeclarationIndex,
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  const paths = changes.map(({ path }) => path).filter((path) => isSource(path) || isLinkable(path));
  if (paths.length === 0) return new Map();
  const filesOf = new Map(await Promise.all(names.map(async (name) => [name, await index.resourcesOf(name)] as const)));
  const distinct = [...new Set([...filesOf.values()].flat())];
  const read = new Map(
    await Promise.all(distinct.map(async (file) => [file, await readResources(file, after, reader)] as const)),
  );
  const changesOf = new Map(
    await Promise.all(
      [...read].map(async ([file, each]) => [file, await reasonsOf(each, paths, before, after)] as const),
    ),
  );
  const found = await Promise.all(
    names.map(async (name) => {
      const files = filesOf.get(name) ?? [];
      const reasons = [
        ...(await gone(name, files, paths, index)),
        ...files.flatMap((file) => changesOf.get(file) ?? []),
      ];
      return [name, reasons.filter((reason) => !isOwn(reason, name))] as const;
    }),
  );
  return new Map(found.filter(([, reasons]) => reasons.length > 0));
}

async function readResources(file: string, tree: CommitTree, reader: ProgramReader): Promise<ReadResources> {
  try {
    return { file, program: await reader.filesOf(tree, file) };
  } catch (thrown) {
    return { file, problem: messageOf(thrown) };
  }
}

async function reasonsOf(
  { file, program, problem }: ReadResources,
  paths: readonly string[],
  before: CommitTree,
  after: CommitTree,
): Promise<readonly Reason[]> {
  const layer = "infrastructure";
  if (program === undefined) {
    if (paths.includes(file)) return [{ kind: "resources", layer, path: file, file, through: [] }];
    return paths.some(isSource) ? [{ kind: "program-unreadable", layer, problem: problem ?? file }] : [];
  }
  return [
    ...paths.flatMap((path): readonly Reason[] => {
      const through = wayTo(path, program);
      if (through) return [{ kind: "resources", layer, path, file, through: through.slice(1, -1) }];
      if (program.unresolved.length === 0 || packageFiles.includes(path) || !isSource(path)) return [];
      const unresolved = `${program.unresolved.join(", ")} imports what only a run can tell, so ${path} counts`;
      return [{ kind: "program-unreadable", layer, problem: unresolved }];
    }),
    ...(await linkedReasons(paths, file, after, program)),
    ...(await packageReasons(paths, before, after, program)),
  ];
}

/** Packages that these files import; those that each program loads are the program's reason already. */
async function packageReasons(
  paths: readonly string[],
  before: CommitTree,
  after: CommitTree,
  { packages }: ProgramFiles,
): Promise<readonly Reason[]> {
  const changed = packageFiles.filter((file) => paths.includes(file));
  const path = changed.at(-1);
  if (path === undefined) return [];
  const loaded = new Set(programRoots(new Set()));
  const own = [...packages].filter((name) => !loaded.has(name));
  const found = packageChanges(await packageFilesOf(before), await packageFilesOf(after), own);
  if (found === undefined || found.length === 0) return [];
  return [{ kind: "packages", layer: "infrastructure", path, packages: found }];
}

/** Files of profiles that were there before. */
async function gone(
  name: string,
  files: readonly string[],
  paths: readonly string[],
  index: DeclarationIndex,
): Promise<readonly Reason[]> {
  const declarations = [environmentPath(name), ...(await index.profilesOf(name))];
  return declarations
    .map(resourcesBeside)
    .filter((file) => paths.includes(file) && !files.includes(file))
    .map((file): Reason => ({ kind: "resources", layer: "infrastructure", path: file, file, through: [] }));
}

function isOwn(reason: Reason, name: string): boolean {
  return reason.kind === "resources" && reason.path.startsWith(`${environmentsFolder}/${name}/`);
}

/** Of a package that is a folder of the repository each file counts. */
function isLinkable(path: string): boolean {
  return packageFiles.includes(path) || (!path.startsWith(`${environmentsFolder}/`) && !path.endsWith(".md"));
}
