import { jsonText } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";

const shown = (value: unknown): string => jsonText(value ?? null);

/** One entry of a 422's causes, worded as the server's validation package does. */
export const invalidValue = (field: string, value: unknown, why: string): StatusCause => ({
  reason: "FieldValueInvalid",
  message: `Invalid value: ${shown(value)}: ${why}`,
  field,
});

export const required = (field: string, why = ""): StatusCause => ({
  reason: "FieldValueRequired",
  message: why === "" ? "Required value" : `Required value: ${why}`,
  field,
});

export const unsupported = (field: string, value: unknown, allowed: readonly unknown[]): StatusCause => ({
  reason: "FieldValueNotSupported",
  message: `Unsupported value: ${shown(value)}: supported values: ${allowed.map(shown).join(", ")}`,
  field,
});

export const duplicate = (field: string, value: unknown): StatusCause => ({
  reason: "FieldValueDuplicate",
  message: `Duplicate value: ${shown(value)}`,
  field,
});

export const notFoundValue = (field: string, value: unknown): StatusCause => ({
  reason: "FieldValueNotFound",
  message: `Not found: ${shown(value)}`,
  field,
});

export const forbiddenField = (field: string, why: string): StatusCause => ({
  reason: "FieldValueForbidden",
  message: `Forbidden: ${why}`,
  field,
});

export const immutable = (field: string, value: unknown): StatusCause =>
  invalidValue(field, value, "field is immutable");
