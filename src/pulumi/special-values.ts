import { isObject, setMember } from "../lib/index.ts";
import {
  archiveSignature,
  assetSignature,
  outputValueSignature,
  resourceReferenceSignature,
  secretSignature,
  signatureKey,
} from "./signatures.ts";
import { isUnknown } from "./unknowns.ts";

/**
 * Inputs or outputs of a resource: JSON in which secrets, assets, archives, resource references and output values are maps
 * with a signature, and unknown values are sentinels.
 */
export type PropertyMap = Record<string, unknown>;

/** A secret in memory and on the wire, its value in clear. */
export interface SecretValue {
  readonly [signatureKey]: typeof secretSignature;
  readonly value: unknown;
}

function signatureOf(value: unknown): unknown {
  return isObject(value) ? value[signatureKey] : undefined;
}

/** True for a secret on the wire, in memory or in a state file, where `ciphertext` or `plaintext` stands for its value. */
export function isSecret(value: unknown): value is SecretValue {
  return signatureOf(value) === secretSignature;
}

export function isAssetOrArchive(value: unknown): value is PropertyMap {
  const signature = signatureOf(value);
  return signature === assetSignature || signature === archiveSignature;
}

export function isResourceReference(value: unknown): value is { readonly urn: string; readonly id?: unknown } {
  return signatureOf(value) === resourceReferenceSignature;
}

export function isOutputValue(value: unknown): value is { readonly value?: unknown; readonly secret?: boolean } {
  return signatureOf(value) === outputValueSignature;
}

/** Marks a value as secret. A secret stays as it is. */
export function secretOf(value: unknown): unknown {
  return isSecret(value) ? value : { [signatureKey]: secretSignature, value };
}

/** The value inside a secret, or the value itself when it is none. Secrets further inside stay. */
export function plainOf(value: unknown): unknown {
  return isSecret(value) ? plainOf(value.value) : value;
}

/**
 * A copy of a value: `change` returns what replaces a value, or `undefined` to go on with the values inside.
 *
 * Entries whose value is `undefined` are left out, as JSON leaves them out.
 */
export function mapValue(value: unknown, change: (value: unknown) => { readonly to: unknown } | undefined): unknown {
  const changed = change(value);
  if (changed) return changed.to;
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  return isObject(value) ? mapProperties(value, change) : value;
}

export function mapProperties(
  properties: PropertyMap,
  change: (value: unknown) => { readonly to: unknown } | undefined,
): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, item] of Object.entries(properties)) {
    if (item !== undefined) setMember(result, key, mapValue(item, change));
  }
  return result;
}

/** True when `test` holds for the value or anything inside. */
export function someValue(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => someValue(item, test));
  return isObject(value) && Object.values(value).some((item) => someValue(item, test));
}

export function containsUnknowns(value: unknown): boolean {
  return someValue(value, isUnknown);
}

export function containsSecrets(value: unknown): boolean {
  return someValue(value, isSecret);
}

/** The value with every secret in clear. For providers that do not know secrets; never for logs, reports or errors. */
export function withoutSecretMarks(value: unknown): unknown {
  return mapValue(value, (item) => (isSecret(item) ? { to: withoutSecretMarks(item.value) } : undefined));
}
