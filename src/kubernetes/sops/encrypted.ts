import { isObject, textOf } from "../../lib/index.ts";
import type { ManifestObject } from "../manifests/index.ts";
import { detectedFormat } from "./file-format.ts";

const disabled = "kustomize.toolkit.fluxcd.io/decrypt";

/** Whether an object is to be decrypted where its `Kustomization` has `spec.decryption`: Flux looks for `sops.mac`, in any kind. */
export function isSopsEncrypted(object: ManifestObject): boolean {
  const { sops } = object;
  return isObject(sops) && typeof sops["mac"] === "string" && sops["mac"] !== "" && !isLeftEncrypted(object);
}

/** Whether what tells the object from others is encrypted, too: SOPS encrypts all values of a file where it is not told otherwise. */
export function isEncryptedWhole(object: ManifestObject): boolean {
  const { apiVersion, kind, metadata } = object;
  return isSopsEncrypted(object) && [apiVersion, kind, metadata.name, metadata.namespace].some(isCiphertext);
}

const isCiphertext = (value: unknown): boolean => typeof value === "string" && value.startsWith("ENC[");

/** Whether an object is of no use as it is: a Secret of the core group with a `sops` block. Other kinds may have such a field. */
export function needsDecryption(object: ManifestObject): boolean {
  return object.apiVersion === "v1" && object.kind === "Secret" && "sops" in object && !isLeftEncrypted(object);
}

/** The object asks for being applied as it is written. */
export function isLeftEncrypted({ metadata }: ManifestObject): boolean {
  return String(metadata.annotations?.[disabled]).toLowerCase() === "disabled";
}

/** Whether a Secret is made of whole files that are encrypted, as kustomize makes them: then its name may hold a hash of the ciphertext. */
export function isMadeOfEncrypted(object: ManifestObject): boolean {
  const { kind, data } = object;
  if (kind !== "Secret" || !isObject(data) || isLeftEncrypted(object)) return false;
  return Object.entries(data).some(
    ([name, value]) =>
      name === "sops_mac" || detectedFormat(Buffer.from(textOf(value), "base64").toString("utf8")) !== undefined,
  );
}
