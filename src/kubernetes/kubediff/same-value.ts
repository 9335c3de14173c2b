import { sameJson } from "../../lib/index.ts";
import { canonicalQuantity, sameQuantity } from "../quantity/index.ts";
import type { Schema } from "./schemas.ts";

const quantity = /\.resource\.Quantity$/;
const time = /\.(?:Micro)?Time$/;

/** Whether the server stores both values as the same one, however each is spelled. */
export function sameValue(git: unknown, cluster: unknown, schema: Schema | undefined): boolean {
  if (sameJson(git, cluster) || isSameInteger(git, cluster)) return true;
  const name = schema?.name ?? "";
  if (quantity.test(name)) return sameQuantity(git, cluster);
  if (typeof git !== "string" || typeof cluster !== "string") return false;
  if (time.test(name)) return Date.parse(git) === Date.parse(cluster);
  return schema?.content["format"] === "byte" && Buffer.from(git, "base64").equals(Buffer.from(cluster, "base64"));
}

function isSameInteger(git: unknown, cluster: unknown): boolean {
  const stored = storedInteger(git);
  return stored !== undefined && stored === storedInteger(cluster);
}

/** The server keeps an integer that 64 bits do not hold as the nearest double. */
function storedInteger(value: unknown): bigint | undefined {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : BigInt(Number(value));
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : undefined;
}

/** What is wrong with the type of a scalar; `undefined` where nothing is, or the schema does not say. */
export function typeProblem(git: unknown, schema: Schema | undefined): string | undefined {
  const { type, ...content } = schema?.content ?? {};
  const isEither = content["x-kubernetes-int-or-string"] === true || content["format"] === "int-or-string";
  if (type === undefined || isEither) return undefined;
  if (quantity.test(schema?.name ?? ""))
    return canonicalQuantity(git) === undefined ? "expected a quantity" : undefined;
  const isNumber = typeof git === "number" || typeof git === "bigint";
  const isRight =
    type === "integer"
      ? typeof git === "bigint" || Number.isInteger(git)
      : type === "number"
        ? isNumber
        : typeof git === type;
  const isScalar = type === "string" || type === "integer" || type === "number" || type === "boolean";
  return isScalar && !isRight ? `expected ${type}, got ${typeof git}` : undefined;
}
