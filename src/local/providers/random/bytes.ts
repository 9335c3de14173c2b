import { randomBytes } from "node:crypto";
import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";
import { ImportIdInvalid, type LogicalType } from "../logical/index.ts";

/**
 * Bytes for keys, secret in every spelling.
 *
 * The real provider's id is the base64 itself. Ids are not encrypted in states and are shown on screens, so the id here
 * holds nothing of the secret, as that of a password.
 */
export const randomBytesType: LogicalType = {
  defaults: {},
  check: (inputs) => countFailures("length", inputs),
  create: ({ length }) => bytesResource(randomBytes(Number(length))),
  imported: (id) => {
    const bytes = Buffer.from(id, "base64");
    if (bytes.length === 0 || bytes.toString("base64") !== id)
      throw new ImportIdInvalid({ type: "RandomBytes", expected: "the bytes in base64" });
    return bytesResource(bytes);
  },
};

/** Bytes for names, in four spellings, each after the prefix; the id is the URL-safe base64 without it. */
export const randomId: LogicalType = {
  defaults: {},
  check: (inputs) => countFailures("byteLength", inputs),
  create: ({ byteLength, prefix }) => idResource(randomBytes(Number(byteLength)), prefix),
  imported: (id) => {
    const comma = id.lastIndexOf(",");
    const text = id.slice(comma + 1);
    const bytes = Buffer.from(text, "base64url");
    if (bytes.length === 0 || bytes.toString("base64url") !== text)
      throw new ImportIdInvalid({ type: "RandomId", expected: "[<prefix>,]<bytes in URL-safe base64>" });
    return idResource(bytes, comma < 0 ? undefined : id.slice(0, comma));
  },
};

function bytesResource(bytes: Buffer) {
  const base64 = bytes.toString("base64");
  return { id: "none", outputs: { length: bytes.length, base64, hex: bytes.toString("hex") } };
}

function idResource(bytes: Buffer, prefix: unknown) {
  const before = typeof prefix === "string" ? prefix : "";
  const hex = bytes.toString("hex");
  const id = bytes.toString("base64url");
  return {
    id,
    outputs: {
      byteLength: bytes.length,
      ...(before !== "" && { prefix: before }),
      b64Std: before + bytes.toString("base64"),
      b64Url: before + id,
      hex: before + hex,
      dec: before + BigInt(`0x${hex}`).toString(),
    },
  };
}

function countFailures(property: string, inputs: PropertyMap): CheckFailure[] {
  const count = inputs[property];
  if (typeof count !== "number" || (Number.isInteger(count) && count >= 1)) return [];
  return [{ property, reason: `must be a whole number of at least 1; it is ${count}` }];
}
