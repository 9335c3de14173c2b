import semver from "semver";

/** The registry that every user of npm can read. */
export const publicRegistry = "https://registry.npmjs.org/";

type Fields = Readonly<Record<string, unknown>>;

const dependencyKinds = [
  "dependencies",
  "devDependencies",
  "optionalDependencies",
  "peerDependencies",
  "acceptDependencies",
];
const packageName = String.raw`(?:@[\w~-][\w.~-]*/)?[\w~-][\w.~-]*`;
const isPackageName = new RegExp(`^${packageName}$`, "u");
/** A folder that npm installs a package in, from the root of the project. */
const isPlace = new RegExp(`^node_modules/${packageName}(?:/node_modules/${packageName})*$`, "u");
const alias = new RegExp(`^npm:${packageName}@(.+)$`, "u");
/** npm takes a word with other signs for a file, or for a repository. */
const tag = /^[a-z][a-z\d-]*$/iu;

/**
 * What npm would get from elsewhere than a registry: entries of a lockfile, and dependencies of a manifest. Empty when every package
 * is one of the registry, which is known for lockfiles only that say so of each package.
 *
 * npm carries out what a lockfile and a manifest name, with the rights of its user: it calls addresses, runs Git and reads folders.
 */
export function fromElsewhere(manifest: unknown, lockfile: unknown, registry: string): readonly string[] {
  if (!isFields(manifest)) return ["package.json"];
  const own = ofManifest("package.json", manifest);
  if (!isFields(lockfile) || !isFields(lockfile["packages"])) return [...own, "package-lock.json"];
  if (!(Number(lockfile["lockfileVersion"]) >= 2)) return [...own, "package-lock.json (lockfileVersion)"];
  const entries = Object.entries(lockfile["packages"]).flatMap(([place, entry]) => {
    if (!isFields(entry)) return [place];
    if (place !== "" && !isOfRegistry(place, entry, registry)) return [place];
    return ofManifest(place, entry);
  });
  return [...own, ...entries];
}

/** `link` is another folder, and `hasShrinkwrap` a lockfile in the package itself. */
const foreignFields = ["link", "hasShrinkwrap", "_hasShrinkwrap"];

function isOfRegistry(place: string, entry: Fields, registry: string): boolean {
  const { name, version, resolved, inBundle } = entry;
  const isNamed = isPlace.test(place) && (name === undefined || (typeof name === "string" && isPackageName.test(name)));
  const isVersion = typeof version === "string" && semver.valid(version, true) !== null;
  const isFound =
    resolved === undefined ? inBundle === true : typeof resolved === "string" && isBelow(resolved, registry);
  return isNamed && isVersion && isFound && !foreignFields.some((field) => Boolean(entry[field]));
}

function isBelow(address: string, registry: string): boolean {
  return URL.canParse(address) && address.startsWith(registry) && new URL(address).href.startsWith(registry);
}

function ofManifest(place: string, manifest: Fields): readonly string[] {
  const { overrides, workspaces } = manifest;
  const named = (name: string) => (place === "" ? name : `${place}: ${name}`);
  const depending = dependencyKinds.flatMap((kind) => {
    const given = manifest[kind] ?? {};
    if (!isFields(given)) return [kind];
    return Object.entries(given).flatMap(([name, spec]) => (isOfVersion(spec) ? [] : [name]));
  });
  return [
    ...depending,
    ...(overrides === undefined ? [] : overridesFromElsewhere(overrides)),
    ...(workspaces === undefined ? [] : ["workspaces"]),
  ].map(named);
}

/** Keys are packages, with a range where they are meant in some versions only; `$name` stands for the root's own dependency. */
function overridesFromElsewhere(overrides: unknown): readonly string[] {
  if (!isFields(overrides)) return ["overrides"];
  return Object.entries(overrides).flatMap(([key, value]) => {
    const [, range = ""] = new RegExp(`^${packageName}@(.+)$`, "u").exec(key) ?? [];
    if (key !== "." && !isPackageName.test(key) && !isOfVersion(range === "" ? undefined : range)) return [key];
    if (typeof value !== "string") return overridesFromElsewhere(value);
    return isOfVersion(value) || (value.startsWith("$") && isPackageName.test(value.slice(1))) ? [] : [key];
  });
}

function isOfVersion(spec: unknown): boolean {
  if (typeof spec !== "string") return false;
  const [, version = spec] = alias.exec(spec) ?? [];
  return semver.validRange(version, true) !== null || tag.test(version);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
