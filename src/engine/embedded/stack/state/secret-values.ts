import { isSecret, secretOf, secretSignature, signatureKey } from "../../../../pulumi/index.ts";

/** What a state file says about a secret instead of its value. */
export type SealedText = { readonly ciphertext: string } | { readonly plaintext: string };

/** Turns a secret's JSON text into what the file says about it. */
export type Seal = (plain: string) => SealedText;

/** JSON text of a ciphertext. */
export type Open = (ciphertext: string) => string;

/** `value` as a state file has it: secrets sealed, members of maps in the order of their names. */
export function toFile(value: unknown, seal: Seal): unknown {
  if (isSecret(value))
    return { [signatureKey]: secretSignature, ...seal(JSON.stringify(toFile(value.value, seal) ?? null)) };
  return mapMembers(value, (member) => toFile(member, seal));
}

/** `value` of a state file as it is in memory; the same object where it holds no secret and its members are in order. */
export function fromFile(value: unknown, open: Open): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isSealed(value)) {
    const plain = value.plaintext ?? open(value.ciphertext ?? "");
    return secretOf(fromFile(JSON.parse(plain), open));
  }
  const members: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  const read = members.map((member) => fromFile(member, open));
  const isSame = read.every((member, index) => member === members[index]);
  if (Array.isArray(value)) return isSame ? value : read;
  const keys = Object.keys(value);
  if (isSame && isSorted(keys)) return value;
  return Object.fromEntries(
    keys.map((key, index) => [key, read[index]] as const).toSorted(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function isSorted(keys: readonly string[]): boolean {
  return keys.every((key, index) => index === 0 || (keys[index - 1] ?? "") < key);
}

/** True when something in `value`, as a state file has it, cannot be read without the key. */
export function holdsCiphertext(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (isSealed(value)) return value.plaintext === undefined || holdsCiphertext(JSON.parse(value.plaintext));
  return Object.values(value).some(holdsCiphertext);
}

interface Sealed {
  readonly [signatureKey]: typeof secretSignature;
  readonly ciphertext?: string;
  readonly plaintext?: string;
}

function isSealed(value: unknown): value is Sealed {
  return (
    isSecret(value) &&
    (typeof (value as unknown as Sealed).ciphertext === "string" ||
      typeof (value as unknown as Sealed).plaintext === "string")
  );
}

function mapMembers(value: unknown, change: (member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, change(member)]),
  );
}
