import * as z from "zod";
import { environmentDocument } from "./document.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema with which editors complete and check `environment.yaml` and profiles, as the text of its file. */
export function environmentJsonSchema(): string {
  const names = { title: "Groundwork environment", description: "An environment's folder, or a profile for several." };
  return jsonSchemaText(environmentDocument, names, ({ properties = {}, ...rest }) => {
    const { apiVersion, kind, ...optional } = properties as Record<string, JsonSchema>;
    return { ...rest, properties: { apiVersion, kind, ...eachOrNull(optional) } };
  });
}

/** The JSON Schema with which editors complete and check a file, as the text of the schema's own file. */
export function jsonSchemaText(
  document: z.ZodType,
  names: { readonly title: string; readonly description: string },
  changed: (schema: JsonSchema) => object = (schema) => schema,
): string {
  const { $schema, ...rest } = z.toJSONSchema(document, { io: "input" });
  return `${JSON.stringify({ $schema, ...names, ...changed(rest) }, undefined, 2)}\n`;
}

/** `null` takes away what a profile says, so it may stand wherever something else may. */
function eachOrNull(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, orNull(schema)]));
}

function orNull(schema: JsonSchema): JsonSchema {
  const inside = nullsInside(schema);
  if (inside.anyOf) return { ...inside, anyOf: [...inside.anyOf, { type: "null" }] };
  const values = inside.enum ? { enum: [...inside.enum, null] } : {};
  return { ...inside, ...values, type: [inside.type, "null"] as unknown as "null" };
}

function nullsInside(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf } = schema;
  return {
    ...schema,
    ...(properties ? { properties: eachOrNull(properties as Record<string, JsonSchema>) } : {}),
    ...(items ? { items: nullsInside(items as JsonSchema) } : {}),
    ...(anyOf ? { anyOf: anyOf.map((one) => nullsInside(one)) } : {}),
  };
}
