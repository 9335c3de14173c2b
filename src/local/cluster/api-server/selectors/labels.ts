import { listOf, memberOf, objectOf, stringOf } from "../../../../lib/index.ts";
import { badRequest } from "../problem/index.ts";

interface Requirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "absent" | "gt" | "lt";
  readonly values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;
export type LabelSelector = (labels: Labels) => boolean;

const listForm = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/;
const equalityForm = /^([^\s=!<>]+)\s*(==|=|!=|>|<)\s*([^\s=!<>]*)$/;
const keyForm = /^!?\s*([A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?)$/;

/**
 * Reads a `labelSelector` query: `a=b,c!=d,e in (f,g),!h,i`.
 * @throws {ApiProblem} 400 for what is no selector
 */
export function parseLabelSelector(text: string): LabelSelector {
  const requirements = splitOutsideParentheses(text).map(parseRequirement);
  return (labels) => requirements.every((requirement) => satisfies(requirement, labels));
}

/** The selector that an object holds: `matchLabels` and `matchExpressions`. One without either selects everything. */
export function labelSelectorOf(selector: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = objectOf(selector);
  const requirements: Requirement[] = Object.entries(objectOf(matchLabels)).map(([key, value]) => ({
    key,
    operator: "in",
    values: [String(value)],
  }));
  for (const expression of listOf(matchExpressions)) {
    const { key, operator, values } = objectOf(expression);
    requirements.push({
      key: stringOf(key) ?? "",
      operator: memberOf(expressionOperators, stringOf(operator) ?? "") ?? "exists",
      values: listOf(values).map(String),
    });
  }
  return (labels) => requirements.every((requirement) => satisfies(requirement, labels));
}

const expressionOperators: Readonly<Record<string, Requirement["operator"]>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "absent",
};

function parseRequirement(text: string): Requirement {
  const list = listForm.exec(text);
  if (list !== null) {
    const [, key = "", operator, values = ""] = list;
    return {
      key,
      operator: operator === "in" ? "in" : "notin",
      values: values.split(",").map((value) => value.trim()),
    };
  }
  const equality = equalityForm.exec(text);
  if (equality !== null) {
    const [, key = "", sign = "", value = ""] = equality;
    const operator = sign === "!=" ? "notin" : sign === ">" ? "gt" : sign === "<" ? "lt" : "in";
    if ((operator === "gt" || operator === "lt") && !/^[+-]?\d+$/.test(value)) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw badRequest(`unable to parse requirement: values[0]: Invalid value: ${JSON.stringify(value)}: ${why}`);
    }
    return { key, operator, values: [value] };
  }
  const key = keyForm.exec(text)?.[1];
  if (key === undefined) {
    throw badRequest(`unable to parse requirement: found '${text}', expected: a key with an operator and values`);
  }
  return { key, operator: text.startsWith("!") ? "absent" : "exists", values: [] };
}

function satisfies({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = memberOf(labels, key);
  switch (operator) {
    case "in":
      return value !== undefined && values.includes(value);
    case "notin":
      return value === undefined || !values.includes(value);
    case "exists":
      return value !== undefined;
    case "absent":
      return value === undefined;
    case "gt":
      return value !== undefined && Number(value) > Number(values[0]);
    default:
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

function splitOutsideParentheses(text: string): string[] {
  const parts = text.split(/,(?![^(]*\))/).map((part) => part.trim());
  if (parts.length > 1 && parts.includes("")) throw badRequest("found '', expected: identifier after ','");
  return parts.filter((part) => part !== "");
}
