import { listAt, memberOf, objectAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";

export type Labels = Readonly<Record<string, unknown>>;

export function labelsOf(object: KubernetesObject): Labels {
  return object.metadata.labels ?? {};
}

/** Whether labels match a `LabelSelector` (`matchLabels`, `matchExpressions`). An empty one matches everything. */
export function matches(selector: unknown, labels: Labels): boolean {
  const equal = Object.entries(objectAt(selector, "matchLabels")).every(
    ([key, value]) => memberOf(labels, key) === value,
  );
  return equal && listAt(selector, "matchExpressions").every((expression) => meetsExpression(expression, labels));
}

/** Whether labels meet one entry of `matchExpressions`. An operator that it has not is met by nothing. */
export function meetsExpression(expression: unknown, labels: Labels): boolean {
  const value = memberOf(labels, textAt(expression, "key") ?? "");
  const values = listAt(expression, "values");
  switch (textAt(expression, "operator")) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return false;
  }
}
