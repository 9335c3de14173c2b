import { memberOf } from "../lib/index.ts";
/** The two files that say which packages a program can load, as text; `undefined` where there is none. */
export interface PackageFiles {
  readonly manifest: string | undefined;
  readonly lockfile: string | undefined;
}

/**
 * What a change of `package.json` or `package-lock.json` means for a program that imports `roots`: `name 1.0.0 -> 1.1.0`
 * for each package that it can load and that differs.
 *
 * Packages that only tools need, scripts and the like do not count. `undefined` when it cannot be told: the files have to be
 * taken as changed then.
 */
export function packageChanges(
  before: PackageFiles,
  after: PackageFiles,
  roots: Iterable<string>,
): readonly string[] | undefined {
  const settings = [before, after].map(({ manifest }) => moduleSettings(manifest));
  if (settings[0] === undefined || settings[0] !== settings[1]) return undefined;
  const names = [...roots];
  const old = reachable(before.lockfile, names);
  const now = reachable(after.lockfile, names);
  if (!old || !now) return undefined;

  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((place) => old.get(place)?.fingerprint !== now.get(place)?.fingerprint)
    .map((place) => describe(place, old.get(place), now.get(place)))
    .toSorted();
}

/**
 * Packages that a program which imports `roots` would load in another version than its lockfile says, as {@link packageChanges}
 * names them. Without `roots`: all packages of the two files.
 *
 * What is optional may be missing: npm leaves out what is for other platforms. `undefined` when a file cannot be read.
 *
 * @param installed the lockfile that npm keeps inside of `node_modules`
 */
export function packagesInstalledOtherwise(
  lockfile: string | undefined,
  installed: string | undefined,
  roots?: readonly string[],
): readonly string[] | undefined {
  const [wanted, found] = [lockfile, installed].map((file) => (roots ? reachable(file, roots) : all(file)));
  if (!wanted || !found) return undefined;
  return [...new Set([...wanted.keys(), ...found.keys()])]
    .filter((place) => {
      const [want, have] = [wanted.get(place), found.get(place)];
      return have ? have.content !== want?.content : want?.isOptional !== true;
    })
    .map((place) => describe(place, found.get(place), wanted.get(place)))
    .toSorted();
}

/** A package that is a folder of the repository itself, as npm links those of a workspace. */
export interface LinkedPackage {
  readonly name: string;
  /** From the root of the repository. */
  readonly folder: string;
}

/** Packages that npm links by a lockfile, instead of installing them. Those outside of the repository are among them, as `../name`. */
export function linkedPackages(lockfile: string | undefined): readonly LinkedPackage[] {
  const packages = parseObject(parseObject(lockfile)?.["packages"]) ?? {};
  return Object.entries(packages).flatMap(([place, value]) => {
    const { link, resolved } = parseObject(value) ?? {};
    return link === true && typeof resolved === "string" ? [{ name: nameOf(place), folder: resolved }] : [];
  });
}

/** Names of installed packages that need one of `names`, by a lockfile's own dependency lists. */
export function packagesNeeding(lockfile: string | undefined, names: ReadonlySet<string>): readonly string[] {
  const packages = parseObject(parseObject(lockfile)?.["packages"]) ?? {};
  return Object.entries(packages).flatMap(([place, value]) => {
    const entry = parseObject(value) ?? {};
    const needed = dependencyKinds.flatMap((kind) => Object.keys(parseObject(entry[kind]) ?? {}));
    return place.includes("node_modules/") && needed.some((name) => names.has(name)) ? [nameOf(place)] : [];
  });
}

const dependencyKinds = ["dependencies", "optionalDependencies", "peerDependencies"] as const;

function nameOf(place: string): string {
  return place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** Of `package.json`, only these change what Node loads for an import; versions come from the lockfile. */
function moduleSettings(manifest: string | undefined): string | undefined {
  const parsed = parseObject(manifest);
  return parsed && JSON.stringify([parsed["type"], parsed["imports"]]);
}

interface LockedPackage {
  readonly version: string;
  /** Changes with where it comes from, too. */
  readonly fingerprint: string;
  /** The same for the same files, from a mirror as well. */
  readonly content: string;
  readonly isOptional: boolean;
}

/** All packages, without the root. */
function all(lockfile: string | undefined): ReadonlyMap<string, LockedPackage> | undefined {
  const packages = parseObject(parseObject(lockfile)?.["packages"]);
  if (!packages) return undefined;
  const places = Object.keys(packages).filter((place) => place !== "");
  return new Map(places.map((place) => [place, lockedPackage(parseObject(memberOf(packages, place)) ?? {})]));
}

/** Packages that can be reached from `roots` by the lockfile's own dependency lists, by their place in `node_modules`. */
function reachable(
  lockfile: string | undefined,
  roots: readonly string[],
): ReadonlyMap<string, LockedPackage> | undefined {
  const packages = parseObject(parseObject(lockfile)?.["packages"]);
  if (!packages) return undefined;
  const found = new Map<string, LockedPackage>();
  const visit = (name: string, from: string): void => {
    const place = placeOf(name, from, packages);
    if (place === undefined || found.has(place)) return;
    const entry = parseObject(memberOf(packages, place)) ?? {};
    found.set(place, lockedPackage(entry));
    for (const kind of dependencyKinds)
      for (const dependency of Object.keys(parseObject(entry[kind]) ?? {})) visit(dependency, place);
  };
  for (const root of roots) visit(root, "");
  return found;
}

function lockedPackage(entry: Readonly<Record<string, unknown>>): LockedPackage {
  const { version, resolved, integrity } = entry;
  return {
    version: textOf(version) ?? "unversioned",
    fingerprint: JSON.stringify([version, resolved, integrity]),
    content: JSON.stringify([version, integrity ?? resolved]),
    isOptional: entry["optional"] === true || entry["devOptional"] === true,
  };
}

/** Where Node finds `name` from the package at `from`: the nearest `node_modules` above it that has it. */
function placeOf(name: string, from: string, packages: Readonly<Record<string, unknown>>): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("/node_modules/"), 0))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === "") return undefined;
  }
}

function describe(place: string, before: LockedPackage | undefined, after: LockedPackage | undefined): string {
  const name = nameOf(place);
  if (!before) return `${name} ${after?.version ?? ""} added`;
  if (!after) return `${name} ${before.version} removed`;
  return before.version === after.version
    ? `${name} ${after.version} from elsewhere`
    : `${name} ${before.version} -> ${after.version}`;
}

function parseObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    return typeof parsed === "object" && parsed !== null ? (parsed as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
