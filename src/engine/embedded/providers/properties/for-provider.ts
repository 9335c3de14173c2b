import { isObject, memberOf, setMember } from "../../../../lib/index.ts";
import {
  containsSecrets,
  containsUnknowns,
  isOutputValue,
  isResourceReference,
  isSecret,
  isUnknown,
  mapProperties,
  type PropertyMap,
  plainOf,
  secretOf,
} from "../../../../pulumi/index.ts";
import type { Properties } from "../../stack/index.ts";

/** What a provider said about itself when it was configured. */
export interface ProviderFeatures {
  readonly acceptSecrets: boolean;
  readonly acceptResources: boolean;
  readonly supportsPreview: boolean;
}

/** Properties as this provider understands them: marks that it does not know are taken off. */
export function forProvider(properties: Properties, features: ProviderFeatures): PropertyMap {
  const change = (value: unknown): { to: unknown } | undefined => {
    if (isSecret(value) && !features.acceptSecrets) return { to: mapValueWith(value.value) };
    if (isOutputValue(value)) return { to: mapValueWith(value.value) };
    if (isResourceReference(value) && !features.acceptResources) return { to: value.id ?? value.urn };
    return undefined;
  };
  const mapValueWith = (value: unknown): unknown => mapProperties({ value }, change)["value"];
  return mapProperties(properties, change);
}

/** Properties with everything unknown left out, wherever it stands: outside of a preview no provider gets to see any. */
export function withoutUnknowns(properties: Properties): PropertyMap {
  if (!containsUnknowns(properties)) return properties;
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => !isUnknown(plainOf(value)))
      .map(([key, value]) => [key, known(value)]),
  );
}

function known(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isUnknown(plainOf(item))).map(known);
  return isObject(value) ? withoutUnknowns(value) : value;
}

/**
 * Outputs with the secrecy of the inputs of the same name, for a provider that does not know secrets.
 *
 * Objects are compared key by key; anywhere else one secret inside makes the whole output secret, because providers
 * may reorder what is in a list.
 */
export function withSecretsOf(outputs: PropertyMap, inputs: Properties): PropertyMap {
  const result: PropertyMap = { ...outputs };
  for (const [key, input] of Object.entries(inputs)) {
    if (!Object.hasOwn(outputs, key)) continue;
    const output = memberOf(outputs, key);
    if (isObject(output) && isObject(input) && !isSecret(output) && !isSecret(input))
      setMember(result, key, withSecretsOf(output, input));
    else if (containsSecrets(input)) setMember(result, key, secretOf(output));
  }
  return result;
}

/**
 * Outputs with the secrecy of what stood in their place before, where a provider that knows secrets returned them without any mark.
 *
 * A value with marks of its own is the provider's word and stays as it is.
 */
export function keepingSecretsOf(outputs: PropertyMap, before: Properties): PropertyMap {
  const result: PropertyMap = { ...outputs };
  for (const [key, old] of Object.entries(before)) {
    const output = memberOf(outputs, key);
    if (output === undefined || isSecret(output)) continue;
    if (isObject(output) && isObject(old) && !isSecret(old)) setMember(result, key, keepingSecretsOf(output, old));
    else if (containsSecrets(old) && !(Array.isArray(output) && containsSecrets(output)))
      setMember(result, key, secretOf(output));
  }
  return result;
}
