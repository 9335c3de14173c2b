import { isUtf8 } from "node:buffer";
import { createDecipheriv } from "node:crypto";

/** A value as it was before SOPS encrypted it. `undefined` is a comment. */
export type PlainValue = string | number | bigint | boolean | undefined;

const encrypted = /^ENC\[AES256_GCM,data:(.+),iv:(.+),tag:(.+),type:(.+)\]/;
const tagBytes = 16;
const truths = new Set(["1", "t", "T", "TRUE", "true", "True"]);
const falsehoods = new Set(["0", "f", "F", "FALSE", "false", "False"]);

/**
 * Decrypts one value, which is bound to its place: SOPS authenticates the keys above it.
 *
 * @param context the keys above the value, each followed by `:`
 * @throws {Error} in words without the value
 */
export function decryptedValue(written: string, key: Uint8Array, context: string): PlainValue {
  // SOPS leaves an empty text as it is.
  if (written === "") return "";
  const { content, type } = decryptedBytes(written, key, context);
  if (!isUtf8(content)) throw new Error("holds bytes that are no text");
  return typed(content, type);
}

/** The same for a value that need not be text. @throws {Error} in words without the value */
export function decryptedBytes(
  written: string,
  key: Uint8Array,
  context: string,
): { readonly content: Buffer; readonly type: string } {
  const [, data, iv, tag, type] = encrypted.exec(written) ?? [];
  if (data === undefined || iv === undefined || tag === undefined || type === undefined)
    throw new Error("is not encrypted, although its sops block says that it is");
  return { content: opened({ data, iv, tag }, key, context), type };
}

function opened(
  { data, iv, tag }: { readonly data: string; readonly iv: string; readonly tag: string },
  key: Uint8Array,
  context: string,
): Buffer {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64"), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]);
  } catch {
    throw new Error("was changed or moved after it was encrypted");
  }
}

function typed(content: Buffer, type: string): PlainValue {
  const text = content.toString("utf8");
  switch (type) {
    case "str":
    case "time":
      return text;
    case "bytes":
      return content.toString("base64");
    case "int":
      return integer(text);
    case "float":
      return float(text);
    case "bool":
      return truth(text);
    case "comment":
      return undefined;
    default:
      throw new Error("has a type that SOPS does not have");
  }
}

function integer(text: string): number | bigint {
  if (!/^[-+]?\d+$/.test(text)) throw new Error("is encrypted as an integer, and is none");
  const value = BigInt(text.replace(/^\+/, ""));
  return BigInt.asIntN(53, value) === value ? Number(value) : value;
}

function float(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value))
    throw new Error("is encrypted as a number, and JSON has none such");
  return value;
}

function truth(text: string): boolean {
  if (truths.has(text)) return true;
  if (falsehoods.has(text)) return false;
  throw new Error("is encrypted as a truth value, and is none");
}
