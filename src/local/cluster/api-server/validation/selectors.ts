import { isObject, type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required } from "./causes.ts";
import { labelFaults, labelValueFaults, qualifiedNameFaults } from "./names.ts";

/** What is wrong with `matchLabels` and `matchExpressions`. */
export function labelSelectorFaults(field: string, selector: unknown): readonly StatusCause[] {
  if (!isObject(selector)) return [];
  return [
    ...labelFaults(`${field}.matchLabels`, selector.matchLabels),
    ...objectsIn(selector.matchExpressions).flatMap((one, index) =>
      expressionFaults(`${field}.matchExpressions[${index}]`, one),
    ),
  ];
}

function expressionFaults(field: string, expression: JsonObject): readonly StatusCause[] {
  const values = listOf(expression.values).map(String);
  const operator = stringOf(expression.operator) ?? "";
  return [
    ...valuesFaults(field, operator, values),
    ...qualifiedNameFaults(`${field}.key`, stringOf(expression.key) ?? ""),
    ...values.flatMap((value, index) => labelValueFaults(`${field}.values[${index}]`, value)),
  ];
}

function valuesFaults(field: string, operator: string, values: readonly string[]): readonly StatusCause[] {
  switch (operator) {
    case "In":
    case "NotIn":
      return values.length === 0
        ? [required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
        : [];
    case "Exists":
    case "DoesNotExist":
      return values.length > 0
        ? [forbiddenField(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")]
        : [];
    default:
      return [invalidValue(`${field}.operator`, operator, "not a valid selector operator")];
  }
}

/** What is wrong with the terms by which nodes are chosen. */
export function nodeSelectorFaults(field: string, selector: unknown): readonly StatusCause[] {
  if (!isObject(selector)) return [];
  const terms = objectsIn(selector.nodeSelectorTerms);
  if (terms.length === 0) {
    return [required(`${field}.nodeSelectorTerms`, "must have at least one node selector term")];
  }
  return terms.flatMap((term, index) => nodeTermFaults(`${field}.nodeSelectorTerms[${index}]`, term));
}

export function nodeTermFaults(field: string, term: unknown): readonly StatusCause[] {
  const { matchExpressions, matchFields } = objectOf(term);
  return [
    ...objectsIn(matchExpressions).flatMap((one, index) =>
      nodeExpressionFaults(`${field}.matchExpressions[${index}]`, one),
    ),
    ...objectsIn(matchFields).flatMap((one, index) => nodeFieldFaults(`${field}.matchFields[${index}]`, one)),
  ];
}

function nodeExpressionFaults(field: string, expression: JsonObject): readonly StatusCause[] {
  const values = listOf(expression.values).map(String);
  const operator = stringOf(expression.operator) ?? "";
  const key = qualifiedNameFaults(`${field}.key`, stringOf(expression.key) ?? "");
  if (operator !== "Gt" && operator !== "Lt") return [...valuesFaults(field, operator, values), ...key];
  return values.length === 1
    ? key
    : [required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"), ...key];
}

function nodeFieldFaults(field: string, { key, operator, values }: JsonObject): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  if (operator !== "In" && operator !== "NotIn") {
    causes.push(invalidValue(`${field}.operator`, operator, "not a valid selector operator"));
  } else if (listOf(values).length !== 1) {
    causes.push(
      required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
    );
  }
  if (key !== "metadata.name") causes.push(invalidValue(`${field}.key`, key, "not a valid field selector key"));
  return causes;
}
