import { Optional } from "@marcbachmann/cel-js";
import { isObject, type JsonObject, memberOf, messageOf, sameJson, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import type { Schema, TypeNode } from "../schema/index.ts";
import { type Rule, ruleOf, usesOldSelf } from "./expression.ts";
import { validFieldPath } from "./field-path.ts";
import { valueInRules } from "./values.ts";

/** One entry of `x-kubernetes-validations`. */
interface Declared {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  /** The value before is an optional one, and the rule is asked without one too. */
  readonly optionalOldSelf?: boolean;
}

interface Place {
  readonly type: TypeNode;
  readonly value: unknown;
  /** The value of the same place before, where it is known which one that was. */
  readonly before: unknown;
  readonly path: string;
}

/**
 * What the rules of a schema refuse. A rule that compares with the value before is asked where there was one, and a value
 * that did not change is not refused.
 */
export function ruleFaults(type: TypeNode, object: unknown, before?: unknown): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const visit = (place: Place): void => {
    const { type: node, value, before: old, path } = place;
    if (value === null || value === undefined) return;
    const isUnchanged = path !== "" && old !== undefined && sameJson(value, old);
    if (!isUnchanged) causes.push(...faultsAt(place));
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        visit({ type: node.items, value: item, before: itemBefore(node, item, old), path: `${path}[${index}]` });
      }
    } else if (isObject(value)) {
      for (const [name, child] of Object.entries(value)) {
        const field = node.field(name) ?? node.values;
        const known = isObject(old) ? memberOf(old, name) : undefined;
        if (field !== undefined) visit({ type: field, value: child, before: known, path: below(node, path, name) });
      }
    }
  };
  visit({ type, value: object, before, path: "" });
  return causes;
}

function below({ shape }: TypeNode, path: string, name: string): string {
  if (shape === "map") return `${path}[${name}]`;
  return path === "" ? name : `${path}.${name}`;
}

/** Only items of a keyed list are known again; those of others have no identity. */
function itemBefore(type: TypeNode, item: unknown, list: unknown): unknown {
  if (type.listType !== "map" || !Array.isArray(list) || !isObject(item)) return undefined;
  return list.find(
    (other: unknown) =>
      isObject(other) && type.listKeys.every((key) => sameJson(memberOf(other, key), memberOf(item, key))),
  );
}

function declaredRules(schema: Schema): readonly Declared[] {
  return (schema["x-kubernetes-validations"] ?? []) as readonly Declared[];
}

function faultsAt({ type, value, before, path }: Place): readonly StatusCause[] {
  const declared = declaredRules(type.schema);
  if (declared.length === 0) return [];
  const self = valueInRules(type, value);
  const oldSelf = before === undefined ? undefined : valueInRules(type, before);
  return declared.flatMap((one) => {
    const isOptional = one.optionalOldSelf === true;
    if (usesOldSelf(one.rule) && oldSelf === undefined && !isOptional) return [];
    const context = {
      self,
      ...(isOptional
        ? { oldSelf: oldSelf === undefined ? Optional.none() : Optional.of(oldSelf) }
        : oldSelf === undefined
          ? {}
          : { oldSelf }),
    };
    const shown = type.schema.type ?? "object";
    try {
      if (ruleOf(one.rule, isOptional)(context) === true) return [];
      return [refused(one, placeOf(one, type, path), shown, messageFor(one, context))];
    } catch (thrown) {
      const [what = ""] = messageOf(thrown).split("\n");
      const why = `${what} evaluating rule: ${one.message ?? one.rule}`;
      return [{ reason: "FieldValueInvalid", field: path, message: `Invalid value: "${shown}": ${why}` }];
    }
  });
}

function messageFor(
  { rule, message, messageExpression, optionalOldSelf }: Declared,
  context: Parameters<Rule>[0],
): string {
  if (messageExpression !== undefined) {
    try {
      const made = stringOf(ruleOf(messageExpression, optionalOldSelf === true)(context))?.trim() ?? "";
      if (made !== "") return made;
    } catch {
      // A message that cannot be made leaves the fixed one.
    }
  }
  return message ?? `failed rule: ${rule}`;
}

const words: Readonly<Record<string, (message: string, shown: string) => string>> = {
  FieldValueInvalid: (message, shown) => `Invalid value: "${shown}": ${message}`,
  FieldValueForbidden: (message) => `Forbidden: ${message}`,
  FieldValueRequired: (message) => `Required value: ${message}`,
  FieldValueDuplicate: (_, shown) => `Duplicate value: "${shown}"`,
};

/** The place that a rule refuses: its own, or one below that it names. */
function placeOf({ fieldPath = "" }: Declared, { schema }: TypeNode, path: string): string {
  const named = fieldPath === "" ? undefined : validFieldPath(fieldPath, schema as JsonObject);
  return [path, named ?? ""].filter((part) => part !== "").join(".");
}

function refused(
  { reason = "FieldValueInvalid" }: Declared,
  field: string,
  shown: string,
  message: string,
): StatusCause {
  const write = memberOf(words, reason);
  return { reason, field: field === "" ? "<nil>" : field, message: write?.(message, shown) ?? message };
}
