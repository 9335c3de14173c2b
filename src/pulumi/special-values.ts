import {
  archiveSignature,
  assetSignature,
  isUnknown,
  outputValueSignature,
  resourceReferenceSignature,
  secretSignature,
  signatureKey,
} from "./signatures.ts";

/** Inputs or outputs of a resource: JSON in which secrets, assets, archives and references are special-signature maps. */
export type PropertyMap = Record<string, unknown>;

export function isObject(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function signatureOf(value: unknown): unknown {
  return isObject(value) ? value[signatureKey] : undefined;
}

export function isSecret(value: unknown): value is { readonly value: unknown } {
  return signatureOf(value) === secretSignature;
}

export function isAssetOrArchive(value: unknown): value is PropertyMap {
  const signature = signatureOf(value);
  return signature === assetSignature || signature === archiveSignature;
}

export function isResourceReference(value: unknown): value is { readonly urn: string; readonly id?: unknown } {
  return signatureOf(value) === resourceReferenceSignature;
}

export function isOutputValue(
  value: unknown,
): value is { readonly value?: unknown; readonly secret?: boolean; readonly dependencies?: readonly string[] } {
  return signatureOf(value) === outputValueSignature;
}

/** Marks a value as secret. A secret of a secret is the same secret. */
export function secretOf(value: unknown): unknown {
  return isSecret(value) ? value : { [signatureKey]: secretSignature, value };
}

/** The value beneath a secret's mark, at the top only. */
export function plainOf(value: unknown): unknown {
  return isSecret(value) ? plainOf(value.value) : value;
}

/**
 * A copy of a value in which `change` has replaced what it wanted: it returns a replacement, or `undefined` to look inside.
 * Entries whose value is `undefined` are left out, as JSON would.
 */
export function mapValue(value: unknown, change: (value: unknown) => { readonly to: unknown } | undefined): unknown {
  const changed = change(value);
  if (changed) return changed.to;
  if (Array.isArray(value)) return value.map((item) => mapValue(item, change));
  if (!isObject(value)) return value;
  const result: PropertyMap = {};
  for (const [key, item] of Object.entries(value)) if (item !== undefined) result[key] = mapValue(item, change);
  return result;
}

export function mapProperties(
  properties: PropertyMap,
  change: (value: unknown) => { readonly to: unknown } | undefined,
): PropertyMap {
  const result: PropertyMap = {};
  for (const [key, item] of Object.entries(properties)) if (item !== undefined) result[key] = mapValue(item, change);
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

/** The value without any secret's mark. For providers that do not know secrets; never for anything a person sees. */
export function withoutSecretMarks(value: unknown): unknown {
  return mapValue(value, (item) => (isSecret(item) ? { to: withoutSecretMarks(item.value) } : undefined));
}
