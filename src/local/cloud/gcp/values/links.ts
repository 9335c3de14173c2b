/** `https://www.googleapis.com/compute/v1/projects/p/…` and `//container.googleapis.com/projects/p/…` as `projects/p/…`. */
export function relativeLink(value: string): string {
  const root = /^(?:https?:)?\/\/[^/]+\/(?:(?:compute|dns|sql|storage)\/)?(?:v\d\w*\/|beta\/)?/;
  return value.replace(root, "").replace(/\?uniqueId=\d+$/, "");
}

/** The last part of a link or id. */
export function lastPart(link: string): string {
  return link.slice(link.lastIndexOf("/") + 1);
}

/**
 * What a value names below `before`, the text of an id in front of it: of `projects/p/services/web` below `…/services/` it is
 * `web`. A value that holds no such part is the name itself.
 */
export function partNamed(value: string, before: string): string {
  const kind = /(?:^|\/)([A-Za-z]+)\/$/.exec(before)?.[1];
  if (kind === undefined || !value.includes("/")) return value;
  const parts = relativeLink(value).split("/");
  const at = parts.lastIndexOf(kind);
  return at < 0 ? value : (parts[at + 1] ?? value);
}

/**
 * True when two values may name the same resource: equal as links, or one is the end of the other at a `/`.
 *
 * GCP answers with full links where it was given short names; that is no difference.
 */
export function sameLink(one: string, other: string): boolean {
  const [a, b] = [relativeLink(one), relativeLink(other)];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

const COMPUTE_ROOT = "https://www.googleapis.com/compute/v1/";

export function computeLink(id: string): string {
  return `${COMPUTE_ROOT}${id}`;
}
