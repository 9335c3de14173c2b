import type { AffectedEnvironment, Reason, RestoredFile } from "../../change/index.ts";
import type { FileChange, TreeFile } from "../../git/index.ts";

/** Files that are taken back for an environment, and parts of its desired state that stay. */
export interface Restoration {
  readonly files: readonly RestoredFile[];
  /** What each path is then; `undefined` for one that is removed. */
  readonly contents: ReadonlyMap<string, TreeFile | undefined>;
  readonly left: readonly string[];
}

/**
 * The files that make an environment what it is, as they were: its own folder, and those outside of it that its reasons name.
 *
 * Addresses that were planned since, packages and other environments stay: an address that is given back may be another one's by now, packages
 * hold Groundwork itself, and another environment is rolled back by its own name.
 *
 * @param changes between the commit to go back to and the newest one
 * @param affected the environment in both directions between them: profiles and imports may have left since
 */
export function restorationOf(
  environment: string,
  changes: readonly FileChange[],
  affected: readonly AffectedEnvironment[],
  { onlyOwn }: { readonly onlyOwn: boolean },
): Restoration {
  const reasons = affected.flatMap((each) => each.reasons);
  const shared = new Set(reasons.flatMap(sharedPath));
  const own = `environments/${environment}/`;
  const files = new Map<string, RestoredFile>();
  const contents = new Map<string, TreeFile | undefined>();
  for (const { path, before, after } of changes) {
    const kind = path.startsWith(own) ? "own" : "shared";
    if (kind === "shared" && (onlyOwn || !shared.has(path))) continue;
    files.set(path, { path, kind, how: before === undefined ? "removed" : after === undefined ? "added" : "changed" });
    contents.set(path, before);
  }
  const changed = new Set(changes.map(({ path }) => path));
  const leftShared = onlyOwn ? [...shared].filter((path) => changed.has(path)).toSorted() : [];
  return {
    files: [...files.values()],
    contents,
    left: [...new Set([...leftShared.map((path) => `${path} stays as it is`), ...reasons.flatMap(leftText)])],
  };
}

function sharedPath(reason: Reason): readonly string[] {
  switch (reason.kind) {
    case "profile":
    case "program":
    case "resources":
    case "shared-manifest":
    case "agent-manifest":
      return [reason.path];
    default:
      return [];
  }
}

function leftText(reason: Reason): readonly string[] {
  switch (reason.kind) {
    case "packages":
      return [`${reason.path} stays as it is: ${reason.packages.join(", ")}`];
    case "addresses":
      return [`${reason.path} stays as it is: addresses that were planned are not given back`];
    case "depends-on":
      return [`${reason.environment}, whose outputs it uses, stays as it is`];
    case "program-unreadable":
    case "manifests-unreadable":
      return [`which files it is made of is not known everywhere, so others may stay as they are: ${reason.problem}`];
    default:
      return [];
  }
}
