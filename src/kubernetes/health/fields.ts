import { isObject } from "../../lib/index.ts";
import { type KubernetesObject } from "../client/index.ts";

interface ObjectCondition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

const record = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export const specOf = (object: KubernetesObject): Record<string, unknown> => record(object["spec"]);
export const statusOf = (object: KubernetesObject): Record<string, unknown> => record(object["status"]);

/** A count, or `otherwise` where the server leaves out what is zero or has its default. */
export const count = (value: unknown, otherwise = 0): number => (typeof value === "number" ? value : otherwise);

export function conditionOf(object: KubernetesObject, type: string): ObjectCondition | undefined {
  const conditions = statusOf(object)["conditions"];
  if (!Array.isArray(conditions)) return undefined;
  const found = conditions.map(record).find((condition) => condition["type"] === type);
  if (found === undefined) return undefined;
  return { status: text(found["status"]), reason: text(found["reason"]), message: text(found["message"]) };
}

export const textOf = text;
