import { identityOf, readManifests, titleOf } from "../../kubernetes/manifests/index.ts";
import type { ChangedManifest } from "../changed-manifests.ts";
import type { Opening } from "./exposure-rules.ts";
import { allowsText, includesAccess, type ManifestOpening, manifestRules, objectText } from "./manifest-rules.ts";

/** Something that a manifest opens, and did not before. */
export interface ManifestExposure extends Opening {
  /** `Service shop/web` */
  readonly object: string;
  /** Path of the manifest. Absent of an object that kustomize makes. */
  readonly path?: string;
}

/** What changed manifests of one environment open. */
export interface ManifestExposures {
  readonly exposures: readonly ManifestExposure[];
  /** Paths of manifests that could not be looked through: too long, no text, or no YAML. */
  readonly unread: readonly string[];
}

type Found = ReturnType<typeof readManifests>["objects"][number]["object"];

interface Side {
  readonly manifest: ChangedManifest;
  readonly object: Found;
}

/**
 * What manifests open, grant or make public after a change and did not before, object by object: one that only moves to another
 * file opens nothing.
 *
 * It knows the kinds of objects that `manifest-rules.ts` names, and what stands in the files: that it finds nothing proves nothing of
 * other kinds, nor of what is generated, patched or fetched.
 */
export function manifestExposuresOf(manifests: readonly ChangedManifest[]): ManifestExposures {
  const before = new Map<string, Side>();
  const after = new Map<string, Side>();
  const unread: string[] = [];
  for (const manifest of manifests) {
    const isRead =
      (manifest.before !== undefined || manifest.after !== undefined) &&
      [collect(before, manifest, manifest.before), collect(after, manifest, manifest.after)].every(Boolean);
    if (!isRead) unread.push(manifest.name);
  }
  const identities = new Set([...before.keys(), ...after.keys()]);
  return { exposures: [...identities].flatMap((id) => exposuresOfObject(before.get(id), after.get(id))), unread };
}

/** False for a text that is no YAML. Files that no object is in are read by generators. */
function collect(objects: Map<string, Side>, manifest: ChangedManifest, text: string | undefined): boolean {
  const { name, kind } = manifest;
  if (text === undefined || (kind === "file" && !/\.(?:ya?ml|json)$/u.test(name))) return true;
  const { objects: found, problems } = readManifests(text);
  for (const { object } of found) objects.set(identityOf(object), { manifest, object });
  return found.length > 0 || problems.length === 0 || /(?:^|\/)kustomization\.ya?ml$/iu.test(name);
}

function exposuresOfObject(before: Side | undefined, after: Side | undefined): readonly ManifestExposure[] {
  const known = openingsOf(before);
  const isKnown = ({ what, allowed }: ManifestOpening) =>
    known.some((each) => (allowed && each.allowed ? includesAccess(each.allowed, allowed) : each.what === what));
  const gained = openingsOf(after).filter((opening) => !isKnown(opening));
  const { manifest, object } = after ?? before ?? {};
  if (manifest === undefined || object === undefined) return [];
  const place = manifest.kind === "file" ? { path: manifest.name } : {};
  const isLiftedPolicy = !after && object.kind === "NetworkPolicy";
  const lifted: Opening = { kind: "open-to-world", what: "is removed and limits connections no more" };
  return [...told(gained), ...(isLiftedPolicy ? [lifted] : [])].map((opening) => ({
    ...opening,
    object: titleOf(object),
    ...place,
  }));
}

function openingsOf(side: Side | undefined): readonly ManifestOpening[] {
  return side ? manifestRules.flatMap((rule) => rule(side.object)) : [];
}

/** Each once, and what a role allows on the same objects as one. */
function told(openings: readonly ManifestOpening[]): readonly Opening[] {
  const verbs = new Map<string, string[]>();
  for (const { allowed } of openings)
    if (allowed) verbs.set(objectText(allowed), [...(verbs.get(objectText(allowed)) ?? []), allowed.verb]);
  const ofRoles = [...verbs].map(([object, allowed]): Opening => {
    return { kind: "wider-access", what: allowsText([...new Set(allowed)], object) };
  });
  const others = openings.filter(({ allowed }) => !allowed).map(({ kind, what }): Opening => ({ kind, what }));
  return [...new Map([...others, ...ofRoles].map((opening) => [opening.what, opening])).values()];
}
