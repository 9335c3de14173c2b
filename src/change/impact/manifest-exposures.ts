import { identityOf, readManifests } from "../../kubernetes/manifests/index.ts";
import type { ManifestTexts } from "../manifest-texts.ts";
import type { Opening } from "./exposure-rules.ts";
import { allowsText, includesAccess, type ManifestOpening, manifestRules, objectText } from "./manifest-rules.ts";

/** Something that a manifest opens, and did not before. */
export interface ManifestExposure extends Opening {
  /** `Service shop/web` */
  readonly object: string;
  /** Path of the manifest. */
  readonly path: string;
}

/** What changed manifests of one environment open. */
export interface ManifestExposures {
  readonly exposures: readonly ManifestExposure[];
  /** Paths of manifests that could not be looked through: too long, no text, or no YAML. */
  readonly unread: readonly string[];
}

type Found = ReturnType<typeof readManifests>["objects"][number]["object"];

interface Side {
  readonly path: string;
  readonly object: Found;
}

/**
 * What manifests open, grant or make public after a change and did not before, object by object: one that only moves to another
 * file opens nothing.
 *
 * It knows the kinds of objects that `manifest-rules.ts` names, and what stands in the files: that it finds nothing proves nothing of
 * other kinds, nor of what is generated, patched or fetched.
 */
export function manifestExposuresOf(
  paths: readonly string[],
  texts: ReadonlyMap<string, ManifestTexts>,
): ManifestExposures {
  const before = new Map<string, Side>();
  const after = new Map<string, Side>();
  const unread: string[] = [];
  for (const path of paths) {
    const of = texts.get(path) ?? {};
    const isRead =
      (of.before !== undefined || of.after !== undefined) &&
      [collect(before, path, of.before), collect(after, path, of.after)].every(Boolean);
    if (!isRead) unread.push(path);
  }
  const identities = new Set([...before.keys(), ...after.keys()]);
  return { exposures: [...identities].flatMap((id) => exposuresOfObject(before.get(id), after.get(id))), unread };
}

/** False for a text that is no YAML. Files that no object is in are read by generators. */
function collect(objects: Map<string, Side>, path: string, text: string | undefined): boolean {
  if (text === undefined || !/\.(?:ya?ml|json)$/u.test(path)) return true;
  const { objects: found, problems } = readManifests(text);
  for (const { object } of found) objects.set(identityOf(object), { path, object });
  return found.length > 0 || problems.length === 0 || /(?:^|\/)kustomization\.ya?ml$/iu.test(path);
}

function exposuresOfObject(before: Side | undefined, after: Side | undefined): readonly ManifestExposure[] {
  const known = openingsOf(before);
  const isKnown = ({ what, allowed }: ManifestOpening) =>
    known.some((each) => (allowed && each.allowed ? includesAccess(each.allowed, allowed) : each.what === what));
  const gained = openingsOf(after).filter((opening) => !isKnown(opening));
  const { path, object } = after ?? before ?? {};
  if (path === undefined || object === undefined) return [];
  const { kind, metadata } = object;
  const named = `${kind} ${metadata.namespace === undefined ? "" : `${metadata.namespace}/`}${metadata.name}`;
  const isLiftedPolicy = !after && kind === "NetworkPolicy";
  const lifted: Opening = { kind: "open-to-world", what: "is removed and limits connections no more" };
  return [...told(gained), ...(isLiftedPolicy ? [lifted] : [])].map((opening) => ({ ...opening, object: named, path }));
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
