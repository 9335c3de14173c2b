import { posix } from "node:path";
import { type Document, isMap, isSeq, type Node, parseDocument } from "yaml";
import { GroundworkError } from "../../lib/index.ts";
import type { Overlay, OverlayImage } from "./overlay.ts";

/** A component of a Kustomization that is no folder of its source. */
export class ComponentOutside extends GroundworkError {
  readonly code = "component-outside";
  readonly kind = "invalid";
  constructor(readonly data: { readonly component: string }) {
    super(
      `component path '${data.component}' must be local and relative. Copy the component into the repository, and name its folder.`,
    );
  }
}

/** A kustomization.yaml that cannot be changed. */
export class KustomizationMalformed extends GroundworkError {
  readonly code = "kustomization-malformed";
  readonly kind = "invalid";
  constructor(readonly data: { readonly file: string }) {
    super(`${data.file} is no map of kustomize's fields. Correct it.`);
  }
}

/** The kustomization that a folder has, or what one for it takes in. */
export type Base = { readonly file: string; readonly text: string } | { readonly resources: readonly string[] };

/**
 * The kustomization that Flux would build for a folder: its own one with the fields of the `Kustomization`, or one that it makes.
 *
 * A prefix or suffix stands in for the folder's own, patches and components come after its own, and an image's name and version
 * replace its own ones for that image.
 *
 * @param hasFolder whether a path, relative to the folder, is in the source
 * @throws {ComponentOutside} @throws {KustomizationMalformed}
 */
export function kustomizationWith(base: Base, overlay: Overlay, hasFolder: (path: string) => boolean): string {
  const text = "text" in base ? base.text : JSON.stringify(base);
  // Without a schema every value is written again as it was.
  const document = parseDocument(text, { schema: "failsafe", uniqueKeys: false, merge: false });
  if (document.errors.length > 0 || !isMap(document.contents))
    throw new KustomizationMalformed({ file: "file" in base ? base.file : "" });
  for (const field of ["namePrefix", "nameSuffix"] as const)
    if (overlay[field] !== undefined) document.set(field, nodeOf(overlay[field]));
  append(document, "patches", overlay.patches);
  append(document, "components", componentsOf(overlay, hasFolder));
  for (const image of overlay.images) setImage(document, image);
  return document.toString({ lineWidth: 0 });
}

function componentsOf({ components, ignoreMissingComponents }: Overlay, hasFolder: (path: string) => boolean) {
  const outside = components.find((component) => !isLocal(component));
  if (outside !== undefined) throw new ComponentOutside({ component: outside });
  return components.filter((component) => !ignoreMissingComponents || hasFolder(component));
}

const isLocal = (path: string): boolean =>
  !posix.isAbsolute(path) && !/^(?:git::|gh:|ssh:\/\/|https?:\/\/|git@|github\.com[:/]|file:\/\/\/)/i.test(path);

function append(document: Document, field: string, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const present = document.get(field, true);
  if (isSeq(present)) for (const value of values) present.add(nodeOf(value));
  else document.set(field, nodeOf(values));
}

/** A tag and a digest say the version together: setting one takes the other away. */
function setImage(document: Document, image: OverlayImage): void {
  const images = document.get("images", true);
  const present = isSeq(images)
    ? images.items.find((each) => isMap(each) && each.get("name") === image.name)
    : undefined;
  if (!isMap(present)) return append(document, "images", [image]);
  const { newName, newTag, digest } = image;
  if (newName !== undefined) present.set("newName", nodeOf(newName));
  if (newTag === undefined && digest === undefined) return undefined;
  for (const [field, value] of Object.entries({ newTag, digest }))
    if (value === undefined) present.delete(field);
    else present.set(field, nodeOf(value));
  return undefined;
}

/** Texts are in quotes, as JSON has them: a tag `1.10` stays one. */
function nodeOf(value: unknown): Node | null {
  return parseDocument(JSON.stringify(value), { schema: "failsafe" }).contents;
}
