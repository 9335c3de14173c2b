import { isOutputValue, isSecret, someValue } from "../pulumi/index.ts";

/** Stands in place of a secret in reports, JSON output and the history. */
export const secretPlaceholder = "[secret]";

/** True for a secret in any form: in clear on the wire, sealed in a state, blinded in an event, an output value that is secret. */
export function isSecretValue(value: unknown): boolean {
  return isSecret(value) || (isOutputValue(value) && value.secret === true);
}

/**
 * `value` as people and other programs may see it: each secret in it is `"[secret]"`, and the rest stays.
 *
 * Idempotent.
 */
export function masked(value: unknown): unknown {
  if (isSecretValue(value)) return secretPlaceholder;
  if (Array.isArray(value)) return value.map(masked);
  return typeof value === "object" && value !== null ? maskedProperties(value) : value;
}

/** {@link masked} of each property. The same object where none holds a secret. */
export function maskedProperties(properties: object): Record<string, unknown> {
  if (!someValue(properties, isSecretValue)) return properties as Record<string, unknown>;
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, masked(value)]));
}
