import { posix } from "node:path";
import { type BuildPlan, isKustomization } from "../manifests/index.ts";
import { kustomizationWith } from "./kustomization-with.ts";
import type { Overlay } from "./overlay.ts";

/** A folder that a `Kustomization` names. */
export interface Folder {
  /** Ends with `/`; `""` is the root of the source. */
  readonly path: string;
  /** What would be built of it without an overlay. */
  readonly plan: BuildPlan;
  /** The kustomization that it has itself. */
  readonly own?: { readonly path: string; readonly text: string };
  /** Whether a path, from the root of the source, is a folder of it. */
  readonly has: (folder: string) => boolean;
}

/**
 * The kustomization by which the whole folder is built, as Flux writes it into the folder; `undefined` where there is nothing to build.
 *
 * @throws {ComponentOutside} @throws {KustomizationMalformed}
 */
export function overlaid(
  { path, plan, own, has }: Folder,
  overlay: Overlay,
): { readonly path: string; readonly content: string } | undefined {
  const resources = [...plan.kustomized, ...plan.plain].map((each) => `./${each.slice(path.length)}`);
  if (own === undefined && resources.length === 0 && overlay.components.length === 0) return undefined;
  const file = kustomizationOf(path, own?.path);
  const base = own === undefined ? { resources } : { file, text: own.text };
  return { path: file, content: kustomizationWith(base, overlay, (component) => has(posix.join(path, component))) };
}

/** Which of these files is the kustomization that a folder has itself. */
export const ownKustomization = (folder: string, files: readonly string[]): string | undefined =>
  files.find(
    (file) => isKustomization(file) && posix.join(posix.dirname(file), "/") === posix.join(folder || ".", "/"),
  );

/** The file that an overlay stands in for. */
export const kustomizationOf = (folder: string, own: string | undefined): string =>
  own ?? `${folder}kustomization.yaml`;
