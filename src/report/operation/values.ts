import { isSecretValue, secretPlaceholder, signatureKey } from "../../change/index.ts";

const assetSignature = "c44067f5952c0a294b673a41bacd8c17";
const archiveSignature = "0def7320c3a5731c473e5ecbe6d01bc7";
const referenceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** What stands for a value that only `up` will know, and the kind of value it will be. */
const unknownKinds: Readonly<Record<string, string>> = {
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9": "string",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7": "boolean",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421": "number",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2": "array",
  "030794c1-ac77-496b-92df-f27374a8bd58": "asset",
  "e48ece36-62e2-4504-bad9-02848725956a": "archive",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff": "object",
};

const longest = 120;

/** A value that is shown as one word whatever is inside of it: secrets, unknowns, assets; `undefined` for any other. */
export function asWord(value: unknown): string | undefined {
  if (typeof value === "string" && unknownKinds[value] !== undefined) return `output<${unknownKinds[value]}>`;
  if (value === secretPlaceholder || isSecretValue(value)) return secretPlaceholder;
  if (!isMap(value)) return undefined;
  switch (value[signatureKey]) {
    case undefined:
      return undefined;
    case assetSignature:
      return `asset(${shortHash(value)})`;
    case archiveSignature:
      return `archive(${shortHash(value)})`;
    case referenceSignature:
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
  return text.length <= longest ? text : `${text.slice(0, longest - 20)}…" (${length} characters)`;
}

function shortHash(value: Readonly<Record<string, unknown>>): string {
  if (typeof value["hash"] === "string") return value["hash"].slice(0, 8);
  return typeof value["path"] === "string" ? value["path"] : "";
}
