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
 * A value with parts of it replaced: `change` returns what replaces a value, or `undefined` to go on with the values inside. The same
 * object where nothing is replaced, so neither may be changed in place.
 *
 * Entries whose value is `undefined` are left out, as JSON leaves them out.
 */
export function mapValue(value: unknown, change: (value: unknown) => { readonly to: unknown } | undefined): unknown {
  const changed = change(value);
  if (changed) return changed.to;
  if (Array.isArray(value)) return mapItems(value, change);
  return isObject(value) ? mapProperties(value, change) : value;
}

export function mapProperties(
  properties: PropertyMap,
  change: (value: unknown) => { readonly to: unknown } | undefined,
): PropertyMap {
  const keys = Object.keys(properties);
  let result: PropertyMap | undefined;
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index] ?? "";
    const item = properties[key];
    const mapped = item === undefined ? undefined : mapValue(item, change);
    if (!result && (item === undefined || mapped !== item)) {
      result = {};
      for (const before of keys.slice(0, index)) setMember(result, before, properties[before]);
    }
    if (result && item !== undefined) setMember(result, key, mapped);
  }
  return result ?? properties;
}

function mapItems(
  items: readonly unknown[],
  change: (value: unknown) => { readonly to: unknown } | undefined,
): readonly unknown[] {
  let result: unknown[] | undefined;
  for (const [index, item] of items.entries()) {
    const mapped = mapValue(item, change);
    if (mapped !== item) result ??= items.slice(0, index);
    result?.push(mapped);
  }
  return result ?? items;
}

/** True when `test` holds for the value or anything inside. */
export function someValue(value: unknown, test: (value: unknown) => boolean): boolean {
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((item) => someValue(item, test));
  return isObject(value) && Object.keys(value).some((key) => someValue(value[key], test));
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
