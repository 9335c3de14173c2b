import { memberOf } from "../../../../lib/index.ts";
import { jsonText } from "../json-text.ts";
import type { ResolvedConfig } from "./project.ts";

/** A configuration value on its way from a file to a program. */
export interface ConfigValue {
  /** In clear; JSON when {@link object}. */
  readonly text: string;
  /** True when it is secret, wholly or in a part. */
  readonly secret: boolean;
  readonly object: boolean;
}

/** Turns a value as a file has it into what the program gets, decrypting each `{ secure: … }` in it. */
export function configValueOf(written: unknown, decrypt: (ciphertext: string) => string): ConfigValue {
  if (isSecure(written)) return { text: decrypt(written.secure), secret: true, object: false };
  if (typeof written === "object" && written !== null) {
    return { text: jsonText(inClear(written, decrypt)), secret: holdsSecure(written), object: true };
  }
  return { text: textOf(written), secret: false, object: false };
}

/** True when decrypting is needed before a program can have the value. */
export function holdsSecure(written: unknown): boolean {
  if (isSecure(written)) return true;
  return typeof written === "object" && written !== null && Object.values(written).some(holdsSecure);
}

/** Texts of every secret in a configuration: those within maps and lists each by itself, too. */
export function secretTextsOf({ values, secretKeys, objectKeys, record }: ResolvedConfig): readonly string[] {
  return secretKeys.flatMap((key) => {
    const text = memberOf(values, key) ?? "";
    return objectKeys.includes(key) ? [text, ...secretsWithin(memberOf(record, key), JSON.parse(text))] : [text];
  });
}

/** @param written: the value as its file has it, which says what of `plain` is secret. */
function secretsWithin(written: unknown, plain: unknown): readonly string[] {
  if (isSecure(written)) return [String(plain)];
  if (typeof written !== "object" || written === null) return [];
  return Object.entries(written).flatMap(([key, member]) =>
    secretsWithin(member, memberOf(plain as Readonly<Record<string, unknown>>, key)),
  );
}

/** True when `value` can be read as what a project declares. */
export function fitsType(value: ConfigValue, type: string): boolean {
  switch (type) {
    case "string":
      return !value.object;
    case "integer":
      return !value.object && /^[+-]?\d+$/u.test(value.text);
    case "number":
      return !value.object && value.text.trim() !== "" && Number.isFinite(Number(value.text));
    case "boolean":
      return !value.object && /^(?:true|false)$/iu.test(value.text);
    case "array":
      return value.object && value.text.startsWith("[");
    case "object":
      return value.object && value.text.startsWith("{");
    default:
      return true;
  }
}

function isSecure(written: unknown): written is { readonly secure: string } {
  if (typeof written !== "object" || written === null) return false;
  const keys = Object.keys(written);
  return keys.length === 1 && typeof (written as Record<string, unknown>)["secure"] === "string";
}

function inClear(written: unknown, decrypt: (ciphertext: string) => string): unknown {
  if (isSecure(written)) return decrypt(written.secure);
  if (Array.isArray(written)) return written.map((member) => inClear(member, decrypt));
  // The Pulumi CLI keeps 64 bits with a sign within lists and maps, and makes a float of what is larger.
  if (typeof written === "bigint") return written < 2n ** 63n ? written : Number(written);
  if (typeof written !== "object" || written === null) return written;
  return Object.fromEntries(Object.entries(written).map(([key, member]) => [key, inClear(member, decrypt)]));
}

function textOf(scalar: unknown): string {
  return scalar === null || scalar === undefined ? "" : `${scalar as string | number | bigint | boolean}`;
}
