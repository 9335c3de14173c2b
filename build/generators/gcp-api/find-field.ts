// The field of an API that a property's name means.
import { type DiscoveryDocument, type DiscoverySchema, resolved } from "./discovery.ts";
import { type FieldRule, fieldRules, type NamedProperty } from "./field-rules.ts";
import { behind, elementOf, fits } from "./fits.ts";
import { sameWord } from "./words.ts";

/** Where fields are looked for, first choice first. */
export interface Root {
  /** In front of the path of each field, with a dot at its end; empty for the resource itself. */
  readonly prefix: string;
  readonly schema: DiscoverySchema;
}

export interface Found {
  readonly path: string;
  readonly schema: DiscoverySchema;
}

/** Rules that say enough to look for a field inside of other objects. */
const BY_THE_WORD = fieldRules.slice(0, 3);

/** The field that the first rule finds in the first root, and else in the objects that a root holds, where only one has it. */
export function findField(
  named: NamedProperty,
  code: string,
  roots: readonly Root[],
  document: DiscoveryDocument,
): Found | undefined {
  for (const rule of fieldRules) {
    for (const root of roots) {
      const found = ownField(rule, named, code, root, document);
      if (found !== undefined) return found;
    }
  }
  for (const rule of BY_THE_WORD) {
    const nested = roots.flatMap((root) =>
      Object.entries(root.schema.properties ?? {}).flatMap(([outer, field]) => {
        const schema = resolved(document, field);
        if (schema.type !== "object" || schema.properties === undefined || isOutput(field)) return [];
        const found = ownField(rule, named, code, { prefix: `${root.prefix}${outer}.`, schema }, document);
        return found === undefined ? [] : [found];
      }),
    );
    if (nested.length === 1) return nested[0];
  }
  return switchOf(named, code, roots, document);
}

/** The one field of a root that a rule means. A rule that means several means none. */
function ownField(
  rule: FieldRule,
  named: NamedProperty,
  code: string,
  { prefix, schema }: Root,
  document: DiscoveryDocument,
): Found | undefined {
  const found = Object.entries(schema.properties ?? {}).flatMap(([field, inner]) => {
    const suffix = rule(named, field) ? fits(code, inner, document) : undefined;
    return suffix === undefined
      ? []
      : [{ path: `${prefix}${field}${suffix}`, schema: behind(inner, suffix, document) }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** `enableAutopilot` is `autopilot.enabled`. */
function switchOf(
  { name }: NamedProperty,
  code: string,
  roots: readonly Root[],
  document: DiscoveryDocument,
): Found | undefined {
  const subject = /^enable([A-Z]\w*)$/.exec(name)?.[1];
  if (code !== "b" || subject === undefined) return undefined;
  for (const { prefix, schema } of roots) {
    for (const [field, inner] of Object.entries(schema.properties ?? {})) {
      const held = resolved(document, inner).properties;
      const flag = ["enabled", "enable"].find((each) => held?.[each]?.type === "boolean");
      const found = flag === undefined ? undefined : held?.[flag];
      if (sameWord(subject, field) && found !== undefined) return { path: `${prefix}${field}.${flag}`, schema: found };
    }
  }
  return undefined;
}

/** The field that the exceptions' table names, such as `properties.disks[].source`. */
export function fieldAt(path: string, roots: readonly Root[], document: DiscoveryDocument): Found {
  for (const { prefix, schema } of roots) {
    const found = fieldIn(schema, path.split("."), document);
    if (found !== undefined) return { path: `${prefix}${path}`, schema: found };
  }
  throw new Error(
    `the exceptions' table names the field ${path}, which ${document.name} ${document.revision} does not have`,
  );
}

function fieldIn(
  schema: DiscoverySchema,
  [head = "", ...rest]: readonly string[],
  document: DiscoveryDocument,
): DiscoverySchema | undefined {
  const field = schema.properties?.[head.replace(/(\[\]|\{\})$/, "")];
  if (field === undefined || rest.length === 0) return field;
  return fieldIn(elementOf(field, document), rest, document);
}

/** Whether the cloud alone sets a field. */
export function isOutput(schema: DiscoverySchema): boolean {
  return schema.readOnly === true;
}
