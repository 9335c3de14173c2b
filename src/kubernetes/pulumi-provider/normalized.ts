import { at, isObject, type JsonObject, objectAt, textAt, withoutValue } from "../../lib/index.ts";
import { containsUnknowns } from "../../pulumi/index.ts";

const readOnly = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** Inputs without what only the API server can set, and without what is `null`. */
export function withoutReadOnly(inputs: JsonObject): JsonObject {
  let cleaned = withoutNulls(inputs) as JsonObject;
  for (const field of readOnly) cleaned = withoutValue(cleaned, ["metadata", field]);
  return cleaned;
}

/**
 * Inputs in the form in which the API server keeps them, for comparison: a Secret's `stringData` stands in `data`, in base64.
 */
export function normalized(inputs: JsonObject): JsonObject {
  const cleaned = withoutReadOnly(inputs);
  if (textAt(cleaned, "kind") !== "Secret" || textAt(cleaned, "apiVersion") !== "v1") return cleaned;
  const stringData = at(cleaned, "stringData");
  if (!isObject(stringData) || containsUnknowns(stringData)) return cleaned;
  const { stringData: _, ...secret } = cleaned;
  const encoded = Object.entries(stringData).map(([key, value]) => [
    key,
    Buffer.from(String(value)).toString("base64"),
  ]);
  return { ...secret, data: { ...objectAt(secret, "data"), ...Object.fromEntries(encoded) } };
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, withoutNulls(inner)]),
  );
}
