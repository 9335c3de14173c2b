import type { BuildFile } from "../../kubernetes/kustomize/index.ts";
import {
  type ManifestObject,
  type ManifestOpening,
  type OpenManifest,
  readManifests,
} from "../../kubernetes/manifests/index.ts";
import { needsDecryption } from "../../kubernetes/sops/index.ts";
import type { ReadableTree } from "../fetch/index.ts";

/** Decrypts what a build reads. */
export interface Decryption {
  open(object: ManifestObject): Promise<ManifestOpening>;
  /**
   * The encrypted files that kustomize reads where it builds a folder, decrypted, by path.
   *
   * @param instead stands for the file of its path
   * @throws {Error} in words, when one cannot be decrypted
   */
  sources(tree: ReadableTree, folder: string, instead?: BuildFile): Promise<ReadonlyMap<string, Uint8Array>>;
}

/** Says which objects are of no use without decryption, before a server is sent what nothing could read. */
const refuseEncrypted = (object: ManifestObject): ManifestOpening =>
  needsDecryption(object)
    ? {
        problem:
          `Secret ${object.metadata.name} is encrypted with SOPS. Name the Secret with its age identity in spec.decryption of the ` +
          "Kustomization, with provider: sops",
      }
    : { object };

/**
 * What stands in the place of each object of a text, in order: encrypted ones are decrypted before their variables are replaced, as by
 * Flux.
 */
export async function openingOf(text: string, decryption?: Decryption): Promise<OpenManifest | undefined> {
  // Most files hold neither, and need no second look.
  if (!/\bsops\b|\bSecret\b/.test(text)) return undefined;
  if (decryption === undefined) return refuseEncrypted;
  const found: ManifestObject[] = [];
  readManifests(text, undefined, (object) => {
    found.push(object);
    return { object };
  });
  const openings = (await Promise.all(found.map((object) => decryption.open(object)))).values();
  return (object) => openings.next().value ?? { object };
}
