import type { ManifestObject, ManifestOpening } from "../../kubernetes/manifests/index.ts";
import { detectedFormat, formatOf, isLeftEncrypted, isSopsEncrypted } from "../../kubernetes/sops/index.ts";
import { isObject, messageOf } from "../../lib/index.ts";
import { decryptedFile } from "./file.ts";
import type { Identities } from "./identities.ts";
import { metadataOf } from "./metadata.ts";
import { decryptedTree } from "./tree.ts";

/** An object that is decrypted, or why it is not, with the texts in it that nothing may show. */
export type OpenedObject = ManifestOpening & { readonly secretTexts: readonly string[] };

/**
 * The object as Flux would apply it: decrypted where it has a `sops` block, and in a Secret each entry of `data` that is a whole
 * file of SOPS, as kustomize puts it there. The MAC of an object is not compared: kustomize and Flux add fields that it does not have.
 */
export async function openedObject(object: ManifestObject, identities: Identities): Promise<OpenedObject> {
  try {
    if (isSopsEncrypted(object)) return await decryptedObject(object, identities);
    if (object.kind === "Secret" && !isLeftEncrypted(object)) return await withDecryptedEntries(object, identities);
    return { object, secretTexts: [] };
  } catch (thrown) {
    // The Secret of the identities may get the one that is missing.
    return { problem: `${object.kind} ${object.metadata.name} ${messageOf(thrown)}`, passing: true, secretTexts: [] };
  }
}

async function decryptedObject({ sops, ...rest }: ManifestObject, identities: Identities): Promise<OpenedObject> {
  const metadata = metadataOf(sops);
  const { content, secretTexts } = decryptedTree(rest, metadata, await identities.dataKeyOf(metadata));
  return { object: content as ManifestObject, secretTexts };
}

async function withDecryptedEntries(object: ManifestObject, identities: Identities): Promise<OpenedObject> {
  const { data } = object;
  if (!isObject(data)) return { object, secretTexts: [] };
  const secretTexts: string[] = [];
  const entries = await Promise.all(
    Object.entries(data).map(async ([name, value]) => {
      const file = typeof value === "string" ? Buffer.from(value, "base64").toString("utf8") : "";
      const from = detectedFormat(file);
      if (from === undefined) return [name, value] as const;
      const decrypted = await decryptedFile(file, { from, to: formatOf(name) }, identities).catch((thrown: unknown) => {
        throw new Error(`has ${name}, which ${messageOf(thrown)}`);
      });
      secretTexts.push(...decrypted.secretTexts);
      return [name, Buffer.from(decrypted.content).toString("base64")] as const;
    }),
  );
  return { object: { ...object, data: Object.fromEntries(entries) }, secretTexts };
}
