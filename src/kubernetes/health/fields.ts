import { isObject } from "../../lib/index.ts";
import { type KubernetesObject } from "../client/index.ts";

interface ObjectCondition {
  readonly type: string;
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

/** The conditions of an object that has some; `undefined` when they are no list. */
export function conditionsOf(object: KubernetesObject): readonly ObjectCondition[] | undefined {
  const conditions = statusOf(object)["conditions"] ?? [];
  if (!Array.isArray(conditions)) return undefined;
  return conditions.map(record).map(({ type, status, reason, message }) => ({
    type: text(type),
    status: text(status),
    reason: text(reason),
    message: text(message),
  }));
}

export const conditionOf = (object: KubernetesObject, type: string): ObjectCondition | undefined =>
  conditionsOf(object)?.find((condition) => condition.type === type);

export const textOf = text;
