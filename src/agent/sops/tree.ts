import { isObject, messageOf } from "../../lib/index.ts";
import { decryptedValue } from "./cipher.ts";
import type { SopsMetadata } from "./metadata.ts";

/** A decrypted content, and the texts in it that nothing may show. */
export interface Decrypted<Content> {
  readonly content: Content;
  readonly secretTexts: readonly string[];
}

/**
 * The content of a document of SOPS with its values decrypted.
 *
 * @param content without its `sops` block
 * @throws {Error} that names the first value that cannot be decrypted by the keys above it, which are in the clear
 */
export function decryptedTree(
  content: Readonly<Record<string, unknown>>,
  { isEncrypted }: Pick<SopsMetadata, "isEncrypted">,
  key: Uint8Array,
): Decrypted<Readonly<Record<string, unknown>>> {
  const secretTexts: string[] = [];
  const leaf = (value: unknown, keys: readonly string[]): unknown => {
    if (value === null || !isEncrypted(keys)) return value;
    try {
      if (typeof value !== "string") throw new Error("is not encrypted, although its sops block says that it is");
      const plain = decryptedValue(value, key, `${keys.join(":")}:`);
      if (plain !== undefined && !isIdentity(keys)) secretTexts.push(String(plain));
      return plain;
    } catch (thrown) {
      throw new Error(`is not decrypted: the value at ${keys.join(".")} ${messageOf(thrown)}`, { cause: thrown });
    }
  };
  const walk = (value: unknown, keys: readonly string[]): unknown => {
    // A comment in a list is an item of it.
    if (Array.isArray(value)) return value.map((item) => walk(item, keys)).filter((item) => item !== undefined);
    return isObject(value) ? branch(value, keys) : leaf(value, keys);
  };
  const branch = (value: Readonly<Record<string, unknown>>, keys: readonly string[]) =>
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, walk(item, [...keys, name])] as const));
  return { content: branch(content, []), secretTexts };
}

/** What tells an object from others is in messages about it, and in what the cluster shows: hidden, it would hide words such as `Secret`. */
const isIdentity = ([first, second]: readonly string[]): boolean =>
  first === "apiVersion" || first === "kind" || (first === "metadata" && (second === "name" || second === "namespace"));
