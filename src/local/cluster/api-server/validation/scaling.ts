import { isObject, type JsonObject, listOf, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { forbiddenField, invalidValue, required, unsupported } from "./causes.ts";
import { nameFaults } from "./names.ts";
import { labelSelectorFaults } from "./selectors.ts";
import { nanosOf, numberOrShareFaults, requiredFaults } from "./values.ts";

/** What is wrong with a PodDisruptionBudget. */
export function budgetFaults(spec: JsonObject): readonly StatusCause[] {
  const { minAvailable, maxUnavailable } = spec;
  const both = minAvailable !== undefined && maxUnavailable !== undefined;
  return [
    ...(both ? [invalidValue("spec", spec, "minAvailable and maxUnavailable cannot be both set")] : []),
    ...numberOrShareFaults("spec.minAvailable", minAvailable),
    ...numberOrShareFaults("spec.maxUnavailable", maxUnavailable),
    ...labelSelectorFaults("spec.selector", spec.selector),
  ];
}

/** What is wrong with a HorizontalPodAutoscaler of the version `autoscaling/v2`; `v1` has the same bounds and target. */
export function autoscalerFaults(spec: JsonObject): readonly StatusCause[] {
  const least = numberOf(spec.minReplicas) ?? 1;
  const most = numberOf(spec.maxReplicas) ?? 0;
  const causes: StatusCause[] = [];
  if (least < 1) causes.push(invalidValue("spec.minReplicas", least, "must be greater than or equal to 1"));
  if (most < 1) causes.push(invalidValue("spec.maxReplicas", most, "must be greater than 0"));
  if (most < least) {
    causes.push(invalidValue("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`"));
  }
  const metrics = objectsIn(spec.metrics);
  if (least === 0 && !metrics.some(({ type }) => type === "Object" || type === "External")) {
    const why = "must specify at least one Object or External metric to support scaling to zero replicas";
    causes.push(forbiddenField("spec.metrics", why));
  }
  return [
    ...causes,
    ...referenceFaults(objectOf(spec.scaleTargetRef), "spec.scaleTargetRef"),
    ...metrics.flatMap((metric, index) => metricFaults(metric, `spec.metrics[${index}]`)),
    ...["scaleUp", "scaleDown"].flatMap((name) => rulesFaults(objectOf(spec.behavior)[name], `spec.behavior.${name}`)),
  ];
}

function referenceFaults(reference: JsonObject, path: string): readonly StatusCause[] {
  return ["kind", "name"].flatMap((part) => {
    const text = stringOf(reference[part]) ?? "";
    const field = `${path}.${part}`;
    return text === "" ? [required(field)] : nameFaults(field, text, "path");
  });
}

const sources = {
  ContainerResource: "containerResource",
  External: "external",
  Object: "object",
  Pods: "pods",
  Resource: "resource",
} as const;

function metricFaults(metric: JsonObject, path: string): readonly StatusCause[] {
  const type = stringOf(metric.type) ?? "";
  const given = Object.values(sources).filter((name) => isObject(metric[name]));
  const own = Object.hasOwn(sources, type) ? sources[type as keyof typeof sources] : undefined;
  const causes: StatusCause[] = [];
  if (type === "") causes.push(required(`${path}.type`, "must specify a metric source type"));
  else if (own === undefined) {
    const wrong = unsupported(`${path}.type`, type, Object.keys(sources));
    // The server looks for it twice.
    causes.push(wrong, wrong);
  } else if (!given.includes(own)) {
    causes.push(required(`${path}.${own}`, "must populate information for the given metric source"));
  }
  const others = given.filter((name) => name !== own);
  const present = own !== undefined && given.includes(own);
  if (present) {
    causes.push(
      ...others.map((name) => forbiddenField(`${path}.${name}`, "must populate the given metric source only")),
    );
  }
  return [...causes, ...given.flatMap((name) => sourceFaults(name, objectOf(metric[name]), `${path}.${name}`))];
}

function sourceFaults(
  name: (typeof sources)[keyof typeof sources],
  source: JsonObject,
  path: string,
): readonly StatusCause[] {
  const target = objectOf(source.target);
  const causes = [...targetFaults(target, `${path}.target`)];
  switch (name) {
    case "resource":
    case "containerResource":
      if (name === "containerResource") {
        causes.push(...requiredFaults(`${path}.container`, source.container, "must specify a container"));
      }
      causes.push(...requiredFaults(`${path}.name`, source.name, "must specify a resource name"));
      return [...causes, ...ofResourceFaults(target, `${path}.target`)];
    case "pods":
      causes.push(...metricNameFaults(source, path));
      if (target.averageValue === undefined) {
        causes.push(required(`${path}.target.averageValue`, "must specify a positive target averageValue"));
      }
      return causes;
    case "object":
      causes.push(...referenceFaults(objectOf(source.describedObject), `${path}.describedObject`));
      return [
        ...causes,
        ...metricNameFaults(source, path),
        ...valueFaults(target, `${path}.target`, "must set either a value or averageValue"),
      ];
    default:
      causes.push(...metricNameFaults(source, path));
      return [
        ...causes,
        ...valueFaults(target, `${path}.target`, "must set either a target value for metric or a per-pod target"),
      ];
  }
}

function metricNameFaults(source: JsonObject, path: string): readonly StatusCause[] {
  const { name, selector } = objectOf(source.metric);
  return [
    ...requiredFaults(`${path}.metric.name`, name, "must specify a metric name"),
    ...labelSelectorFaults(`${path}.metric.selector`, selector),
  ];
}

function valueFaults(target: JsonObject, path: string, why: string): readonly StatusCause[] {
  return target.value === undefined && target.averageValue === undefined ? [required(`${path}.averageValue`, why)] : [];
}

function ofResourceFaults(target: JsonObject, path: string): readonly StatusCause[] {
  const [share, value] = [target.averageUtilization, target.averageValue];
  if (share === undefined && value === undefined) {
    return [required(`${path}.averageUtilization`, "must set either a target raw value or a target utilization")];
  }
  if (share === undefined || value === undefined) return [];
  return [forbiddenField(`${path}.averageValue`, "may not set both a target raw value and a target utilization")];
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

function targetFaults(target: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const type = stringOf(target.type) ?? "";
  if (type === "") causes.push(required(`${path}.type`, "must specify a metric target type"));
  else if (!targetTypes.includes(type)) {
    causes.push(invalidValue(`${path}.type`, type, "must be either Utilization, Value, or AverageValue"));
  }
  for (const name of ["value", "averageValue"]) {
    const amount = target[name];
    if (amount !== undefined && (nanosOf(amount) ?? 0n) <= 0n) {
      causes.push(invalidValue(`${path}.${name}`, amount, "must be positive"));
    }
  }
  const share = numberOf(target.averageUtilization);
  if (share !== undefined && share < 1) {
    causes.push(invalidValue(`${path}.averageUtilization`, share, "must be greater than 0"));
  }
  return causes;
}

const choices = ["Disabled", "Max", "Min"];
const longestWindow = 3600;
const longestPeriod = 1800;

function rulesFaults(rules: unknown, path: string): readonly StatusCause[] {
  if (!isObject(rules)) return [];
  const causes: StatusCause[] = [];
  const window = numberOf(rules.stabilizationWindowSeconds) ?? 0;
  const field = `${path}.stabilizationWindowSeconds`;
  if (window < 0) causes.push(invalidValue(field, window, "must be greater than or equal to zero"));
  if (window > longestWindow)
    causes.push(invalidValue(field, window, `must be less than or equal to ${longestWindow}`));
  const choice = stringOf(rules.selectPolicy);
  if (choice !== undefined && !choices.includes(choice)) {
    causes.push(unsupported(`${path}.selectPolicy`, choice, choices));
  }
  const policies = objectsIn(rules.policies);
  if (listOf(rules.policies).length === 0) {
    causes.push(required(`${path}.policies`, "must specify at least one Policy"));
  }
  return [...causes, ...policies.flatMap((policy, index) => policyFaults(policy, `${path}.policies[${index}]`))];
}

function policyFaults(policy: JsonObject, path: string): readonly StatusCause[] {
  const causes: StatusCause[] = [];
  const types = ["Percent", "Pods"];
  if (!types.includes(stringOf(policy.type) ?? "")) causes.push(unsupported(`${path}.type`, policy.type, types));
  const [value, period] = [numberOf(policy.value) ?? 0, numberOf(policy.periodSeconds) ?? 0];
  if (value <= 0) causes.push(invalidValue(`${path}.value`, value, "must be greater than zero"));
  if (period <= 0) causes.push(invalidValue(`${path}.periodSeconds`, period, "must be greater than zero"));
  if (period > longestPeriod) {
    causes.push(invalidValue(`${path}.periodSeconds`, period, `must be less than or equal to ${longestPeriod}`));
  }
  return causes;
}
