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
  const old = installed(before.lockfile, names);
  const now = installed(after.lockfile, names);
  if (!old || !now) return undefined;

  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((place) => old.get(place)?.fingerprint !== now.get(place)?.fingerprint)
    .map((place) => describe(place, old.get(place), now.get(place)))
    .toSorted();
}

/** Of `package.json`, only these change what Node loads for an import; versions come from the lockfile. */
function moduleSettings(manifest: string | undefined): string | undefined {
  const parsed = parseObject(manifest);
  return parsed && JSON.stringify([parsed["type"], parsed["imports"]]);
}

interface LockedPackage {
  readonly version: string;
  readonly fingerprint: string;
}

/** Packages that can be reached from `roots` by the lockfile's own dependency lists, by their place in `node_modules`. */
function installed(
  lockfile: string | undefined,
  roots: readonly string[],
): ReadonlyMap<string, LockedPackage> | undefined {
  const packages = parseObject(parseObject(lockfile)?.["packages"]);
  if (!packages) return undefined;
  const found = new Map<string, LockedPackage>();
  const visit = (name: string, from: string): void => {
    const place = placeOf(name, from, packages);
    if (place === undefined || found.has(place)) return;
    const entry = parseObject(packages[place]) ?? {};
    found.set(place, {
      version: textOf(entry["version"]) ?? "unversioned",
      fingerprint: JSON.stringify([entry["version"], entry["resolved"], entry["integrity"]]),
    });
    for (const kind of ["dependencies", "optionalDependencies", "peerDependencies"])
      for (const dependency of Object.keys(parseObject(entry[kind]) ?? {})) visit(dependency, place);
  };
  for (const root of roots) visit(root, "");
  return found;
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
  const name = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
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
