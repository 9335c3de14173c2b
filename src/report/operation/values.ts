import { isSecretValue, secretPlaceholder } from "../../change/index.ts";
import { counted } from "../../lib/index.ts";
import {
  archiveSignature,
  assetSignature,
  resourceReferenceSignature,
  signatureKey,
  unknownKindOf,
} from "../../pulumi/index.ts";

const longest = 120;

/** The word that stands for a secret, an unknown value, an asset or another special value; `undefined` for plain values. */
export function asWord(value: unknown): string | undefined {
  const unknownKind = unknownKindOf(value);
  if (unknownKind !== undefined) return `output<${unknownKind}>`;
  if (value === secretPlaceholder || isSecretValue(value)) return secretPlaceholder;
  if (!isMap(value)) return undefined;
  switch (value[signatureKey]) {
    case undefined:
      return undefined;
    case assetSignature:
      return `asset(${shortHash(value)})`;
    case archiveSignature:
      return `archive(${shortHash(value)})`;
    case resourceReferenceSignature:
      return typeof value["urn"] === "string" ? `resource ${value["urn"]}` : "resource";
    default:
      // Values of a kind that this version does not know may hold secrets.
      return "[special value]";
  }
}

/** A value on one line; long texts are cut and their length is said. */
export function inline(value: unknown): string {
  const word = asWord(value);
  if (word !== undefined) return word;
  if (typeof value === "string") return cut(JSON.stringify(value), value.length);
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (isMap(value)) {
    const members = Object.entries(value).map(([key, member]) => `${keyText(key)}: ${inline(member)}`);
    return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
  }
  return JSON.stringify(value) ?? "null";
}

/** A value as lines under its `label`; what fits on one line stands on one. */
export function block(label: string, value: unknown, indent: string): readonly string[] {
  const oneLine = `${indent}${label}: ${inline(value)}`;
  if (asWord(value) !== undefined || typeof value !== "object" || value === null || oneLine.length <= longest)
    return [oneLine];
  const members = Array.isArray(value)
    ? value.map((member, index) => [`[${index}]`, member] as const)
    : Object.entries(value).map(([key, member]) => [keyText(key), member] as const);
  return [`${indent}${label}:`, ...members.flatMap(([name, member]) => block(name, member, `${indent}  `))];
}

export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function keyText(key: string): string {
  return /^[A-Za-z_$][\w$./-]*$/u.test(key) ? key : JSON.stringify(key);
}

function cut(text: string, length: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 20)}…" (${counted(length, "character")})`;
}

function shortHash(value: Readonly<Record<string, unknown>>): string {
  if (typeof value["hash"] === "string") return value["hash"].slice(0, 8);
  return typeof value["path"] === "string" ? value["path"] : "";
}
