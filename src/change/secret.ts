/** Key of the map entry that says which special value of Pulumi's wire format a map stands for. */
export const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** What stands in place of a secret wherever it may not be seen. */
export const secretPlaceholder = "[secret]";

/** True for a secret in any form: in clear on the wire, sealed in a state, blinded in an event, an output value that is secret. */
export function isSecretValue(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const signature: unknown = Reflect.get(value, signatureKey);
  return signature === secretSignature || (signature === outputSignature && Reflect.get(value, "secret") === true);
}

/**
 * `value` as people and other programs may see it: each secret in it, whatever it holds, is `"[secret]"`, and the rest stays.
 *
 * Idempotent.
 */
export function masked(value: unknown): unknown {
  if (isSecretValue(value)) return secretPlaceholder;
  if (Array.isArray(value)) return value.map(masked);
  return typeof value === "object" && value !== null ? maskedProperties(value) : value;
}

/** {@link masked} of each property. */
export function maskedProperties(properties: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, masked(value)]));
}
