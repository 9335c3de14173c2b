import { defined } from "../../lib/index.ts";
import type { SpecReader } from "./spec-reader.ts";

/** What a `Kustomization` changes in what is built, by kustomize's own fields. */
export interface Overlay {
  readonly namePrefix?: string;
  readonly nameSuffix?: string;
  readonly patches: readonly OverlayPatch[];
  readonly images: readonly OverlayImage[];
  /** Folders, relative to the path of the Kustomization. */
  readonly components: readonly string[];
  readonly ignoreMissingComponents: boolean;
}

export interface OverlayImage {
  readonly name: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly digest?: string;
}

/** A strategic merge patch or a list of JSON 6902's operations, as YAML, and what it is for. */
export interface OverlayPatch {
  readonly patch: string;
  readonly target?: Readonly<Record<string, string>>;
}

export const overlayFields: readonly string[] =
  "namePrefix nameSuffix patches images components ignoreMissingComponents".split(" ");

const targetFields = "group version kind name namespace labelSelector annotationSelector".split(" ");

/** `undefined` when nothing is changed. */
export function overlayOf(spec: SpecReader, unsupported: string[]): Overlay | undefined {
  const overlay = {
    ...defined({ namePrefix: spec.text("namePrefix"), nameSuffix: spec.text("nameSuffix") }),
    patches: spec.many("patches").map((patch) => patchOf(patch, unsupported)),
    images: spec.many("images").map((image) => imageOf(image, unsupported)),
    components: spec.textList("components"),
    ignoreMissingComponents: spec.flag("ignoreMissingComponents"),
  };
  const { namePrefix, nameSuffix, patches, images, components } = overlay;
  const changes = patches.length + images.length + components.length;
  return changes > 0 || namePrefix !== undefined || nameSuffix !== undefined ? overlay : undefined;
}

function patchOf(patch: SpecReader, unsupported: string[]): OverlayPatch {
  unsupported.push(...patch.unknown(["patch", "target"]));
  const content = patch.requiredText("patch");
  if (!patch.has("target")) return { patch: content };
  const target = patch.one("target");
  unsupported.push(...target.unknown(targetFields));
  const fields = targetFields.map((field) => [field, target.text(field)] as const);
  return {
    patch: content,
    target: Object.fromEntries(fields.filter((field): field is [string, string] => field[1] !== undefined)),
  };
}

function imageOf(image: SpecReader, unsupported: string[]): OverlayImage {
  unsupported.push(...image.unknown(["name", "newName", "newTag", "digest"]));
  return {
    name: image.requiredText("name"),
    ...defined({ newName: image.text("newName"), newTag: image.text("newTag"), digest: image.text("digest") }),
  };
}
