import { isObject, type JsonObject, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { estimateOf, mostPlaces, ruleTypeOf, usesOldSelf, validFieldPath } from "../rules/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";

/** From k8s.io/apiextensions-apiserver 0.34.1: what one expression, and what all of a schema, may cost at most. */
const expressionLimit = 10_000_000;
const schemaLimit = 100_000_000;

const reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

interface Found {
  /** Of how rules are written down; with one of them no expression is looked at. */
  readonly written: StatusCause[];
  readonly expressions: StatusCause[];
}

/** A place in a schema. */
interface Place {
  readonly schema: JsonObject;
  readonly path: string;
  readonly isRoot: boolean;
  /** How often it can be in an object; `undefined` when a list or map around it has no bound. */
  readonly count: number | undefined;
  /** The list around it whose items are not known again in the next version of an object. */
  readonly forgetful: string | undefined;
}

interface RuleCost {
  readonly path: string;
  readonly cost: number;
}

/**
 * What is wrong with the rules of a whole schema, which is structural.
 *
 * The costs are estimates for the largest valid object, and an expression or a schema beyond its limit is refused.
 */
export function ruleDeclarationFaults(schema: JsonObject, path: string): readonly StatusCause[] {
  const costs: RuleCost[] = [];
  const root = { schema, path, isRoot: true, count: 1, forgetful: undefined };
  const { written, expressions } = faultsBelow(root, costs);
  return [...written, ...expressions, ...totalFaults(costs, path)];
}

function faultsBelow(place: Place, costs: RuleCost[]): Found {
  const children = childrenOf(place).map((child) => faultsBelow(child, costs));
  const written = [...children.flatMap((child) => child.written), ...writtenFaults(place)];
  const own = written.length === 0 ? expressionFaults(place, costs) : [];
  return { written, expressions: [...children.flatMap((child) => child.expressions), ...own] };
}

function childrenOf({ schema, path, count, forgetful }: Place): readonly Place[] {
  const child = (below: unknown, where: string, most: number | undefined, lost = forgetful): readonly Place[] => {
    if (!isObject(below)) return [];
    const times = count === undefined || most === undefined ? undefined : count * most;
    const isRoot = below["x-kubernetes-embedded-resource"] === true;
    return [{ schema: below, path: `${path}.${where}`, isRoot, count: times, forgetful: lost }];
  };
  const isKnownAgain = schema["x-kubernetes-list-type"] === "map";
  return [
    ...Object.entries(objectOf(schema.properties)).flatMap(([name, one]) => child(one, `properties[${name}]`, 1)),
    ...child(schema.additionalProperties, "additionalProperties", numberOf(schema.maxProperties)),
    ...child(schema.items, "items", numberOf(schema.maxItems), isKnownAgain ? forgetful : (forgetful ?? path)),
  ];
}

function writtenFaults({ schema, path }: Place): readonly StatusCause[] {
  return objectsIn(schema["x-kubernetes-validations"]).flatMap((one, index) => {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    const { messageExpression, fieldPath, reason } = one;
    const causes = messageFaults(one, field);
    if (typeof messageExpression === "string" && messageExpression !== "" && messageExpression.trim() === "") {
      causes.push(required(`${field}.messageExpression`, "messageExpression must be non-empty if specified"));
    }
    if (reason !== undefined && !reasons.includes(stringOf(reason) ?? "")) {
      causes.push(unsupported(`${field}.reason`, reason, reasons));
    }
    const place = stringOf(fieldPath) ?? "";
    const refusePath = (why: string): unknown => causes.push(invalidValue(`${field}.fieldPath`, place, why));
    if (place !== "" && place.trim() === "") refusePath("must be non-empty if specified");
    if (/[\n\r]/.test(place)) refusePath("must not contain line breaks");
    if (place !== "" && validFieldPath(place, schema) === undefined) refusePath("must be a valid path");
    return causes;
  });
}

function messageFaults({ rule, message }: JsonObject, field: string): StatusCause[] {
  const expression = (stringOf(rule) ?? "").trim();
  const fixed = stringOf(message) ?? "";
  if (expression === "") return [required(`${field}.rule`, "rule is not specified")];
  if (fixed !== "" && fixed.trim() === "")
    return [invalidValue(`${field}.message`, fixed, "must be non-empty if specified")];
  if (/[\n\r]/.test(fixed.trim())) return [invalidValue(`${field}.message`, fixed, "must not contain line breaks")];
  if (/[\n\r]/.test(expression) && fixed === "") {
    return [required(`${field}.message`, "message must be specified if rule contains line breaks")];
  }
  return [];
}

function expressionFaults(
  { schema, path, isRoot, count, forgetful }: Place,
  costs: RuleCost[],
): readonly StatusCause[] {
  const declared = objectsIn(schema["x-kubernetes-validations"]);
  const type = declared.length === 0 ? undefined : ruleTypeOf(schema, isRoot);
  if (type === undefined) return [];
  return declared.flatMap((one, index) => {
    const field = `${path}.x-kubernetes-validations[${index}]`;
    const isBeforeOptional = one.optionalOldSelf === true;
    const rule = stringOf(one.rule) ?? "";
    const message = stringOf(one.messageExpression) ?? "";
    const causes: StatusCause[] = [];
    const check = (name: "rule" | "messageExpression", text: string, title: string, times: number): boolean => {
      const result = name === "rule" ? "bool" : "string";
      const estimate = estimateOf(text, type, { result, isBeforeOptional });
      if ("fault" in estimate) {
        causes.push(invalidValue(`${field}.${name}`, one, estimate.fault));
        return false;
      }
      const cost = estimate.mostCost * times;
      if (cost > expressionLimit) causes.push(forbiddenField(`${field}.${name}`, beyond(title, cost, expressionLimit)));
      costs.push({ path: `${field}.${name}`, cost });
      return true;
    };
    const isGood = check("rule", rule, "estimated rule cost", count ?? mostPlaces(type));
    if (isGood && message !== "") check("messageExpression", message, "estimated messageExpression cost", 1);
    if (usesOldSelf(rule)) {
      const why = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${String(forgetful)}`;
      if (forgetful !== undefined) causes.push(invalidValue(`${field}.rule`, rule, why));
    } else if (one.optionalOldSelf !== undefined) {
      const why = "may not be set if oldSelf is not used in rule";
      causes.push(invalidValue(`${field}.optionalOldSelf`, one.optionalOldSelf, why));
    }
    return causes;
  });
}

/** Names the four dearest expressions of a schema that costs too much. */
function totalFaults(costs: readonly RuleCost[], path: string): readonly StatusCause[] {
  const total = costs.reduce((all, { cost }) => all + cost, 0);
  if (total <= schemaLimit) return [];
  const dearest = costs
    .filter(({ cost }) => cost >= schemaLimit / 100)
    .toSorted((a, b) => b.cost - a.cost)
    .slice(0, 4);
  const why = "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
  const title = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
  return [
    ...dearest.map((one) => forbiddenField(one.path, why)),
    forbiddenField(path, beyond(title, total, schemaLimit)),
  ];
}

function beyond(title: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? "more than 100x" : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${title} exceeds budget by factor of ${shown} (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)`;
}
