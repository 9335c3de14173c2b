import { type JsonObject, numberOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, invalidValue, unsupported } from "./causes.ts";
import { labelValueFaults, qualifiedNameFaults } from "./names.ts";
import { labelSelectorFaults, nodeSelectorFaults, nodeTermFaults } from "./selectors.ts";
import { requiredFaults } from "./values.ts";

const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const demanded = "requiredDuringSchedulingIgnoredDuringExecution";
const operators = ["Equal", "Exists"];
const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/** What is wrong with which nodes' taints a pod bears. */
export function tolerationFaults(tolerations: unknown, path: string): readonly StatusCause[] {
  return objectsIn(tolerations).flatMap((one, index) => {
    const field = `${path}[${index}]`;
    const key = stringOf(one.key) ?? "";
    const operator = stringOf(one.operator) ?? "";
    const effect = stringOf(one.effect) ?? "";
    const value = stringOf(one.value) ?? "";
    const causes: StatusCause[] = key === "" ? [] : qualifiedNameFaults(`${field}.key`, key);
    if (key === "" && operator !== "Exists") {
      const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
      causes.push(invalidValue(`${field}.operator`, operator, why));
    }
    if (one.tolerationSeconds !== undefined && effect !== "NoExecute") {
      causes.push(
        invalidValue(`${field}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
      );
    }
    if (operator === "Exists" && value !== "") {
      causes.push(invalidValue(`${field}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else if (operator === "" || operator === "Equal") causes.push(...labelValueFaults(`${field}.operator`, value));
    else if (!operators.includes(operator)) causes.push(unsupported(`${field}.operator`, operator, operators));
    if (effect !== "" && !effects.includes(effect)) causes.push(unsupported(`${field}.effect`, effect, effects));
    return causes;
  });
}

/** What is wrong with where, and beside which pods, a pod wants to run. */
export function affinityFaults(affinity: unknown, path: string): readonly StatusCause[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = objectOf(affinity);
  const nodes = objectOf(nodeAffinity);
  return [
    ...nodeSelectorFaults(`${path}.nodeAffinity.${demanded}`, nodes[demanded]),
    ...objectsIn(nodes[preferred]).flatMap((term, index) => {
      const field = `${path}.nodeAffinity.${preferred}[${index}]`;
      return [...weightFaults(term, field), ...nodeTermFaults(`${field}.preference`, term.preference)];
    }),
    ...podAffinityFaults(podAffinity, `${path}.podAffinity`),
    ...podAffinityFaults(podAntiAffinity, `${path}.podAntiAffinity`),
  ];
}

function weightFaults({ weight }: JsonObject, field: string): readonly StatusCause[] {
  const number = numberOf(weight) ?? 0;
  return number >= 1 && number <= 100 ? [] : [invalidValue(`${field}.weight`, number, "must be in the range 1-100")];
}

function podAffinityFaults(affinity: unknown, path: string): readonly StatusCause[] {
  const terms = objectOf(affinity);
  return [
    ...objectsIn(terms[demanded]).flatMap((term, index) => podTermFaults(term, `${path}.${demanded}[${index}]`)),
    ...objectsIn(terms[preferred]).flatMap((term, index) => {
      const field = `${path}.${preferred}[${index}]`;
      return [
        ...weightFaults(term, field),
        ...podTermFaults(objectOf(term.podAffinityTerm), `${field}.podAffinityTerm`),
      ];
    }),
  ];
}

function podTermFaults(term: JsonObject, field: string): readonly StatusCause[] {
  const key = stringOf(term.topologyKey) ?? "";
  return [
    ...labelSelectorFaults(`${field}.labelSelector`, term.labelSelector),
    ...labelSelectorFaults(`${field}.namespaceSelector`, term.namespaceSelector),
    ...requiredFaults(`${field}.topologyKey`, key, "can not be empty"),
    ...qualifiedNameFaults(`${field}.topologyKey`, key),
  ];
}

/** What is wrong with how evenly pods are spread. */
export function spreadFaults(constraints: unknown, path: string): readonly StatusCause[] {
  const all = objectsIn(constraints);
  return all.flatMap((one, index) => {
    const field = `${path}[${index}]`;
    const causes: StatusCause[] = [];
    const skew = numberOf(one.maxSkew) ?? 0;
    if (skew <= 0) causes.push(invalidValue(`${field}.maxSkew`, skew, "must be greater than zero"));
    causes.push(...requiredFaults(`${field}.topologyKey`, one.topologyKey, "can not be empty"));
    causes.push(...minDomainsFaults(one, field), ...labelSelectorFaults(`${field}.labelSelector`, one.labelSelector));
    const twin = all.findIndex(
      (other, at) =>
        at > index && other.topologyKey === one.topologyKey && other.whenUnsatisfiable === one.whenUnsatisfiable,
    );
    if (twin >= 0) {
      const shown = `{${String(one.topologyKey)}, ${String(one.whenUnsatisfiable)}}`;
      causes.push(duplicate(`${field}.{topologyKey, whenUnsatisfiable}`, shown));
    }
    return causes;
  });
}

function minDomainsFaults({ minDomains, whenUnsatisfiable }: JsonObject, field: string): readonly StatusCause[] {
  const least = numberOf(minDomains);
  if (least === undefined) return [];
  if (least <= 0) return [invalidValue(`${field}.minDomains`, least, "must be greater than 0")];
  if (whenUnsatisfiable === "DoNotSchedule") return [];
  const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${String(whenUnsatisfiable)}`;
  return [invalidValue(`${field}.minDomains`, least, why)];
}

/** What is wrong with what holds a pod back from nodes. */
export function gateFaults(spec: JsonObject, path: string): readonly StatusCause[] {
  const names = new Set<unknown>();
  return objectsIn(spec.schedulingGates).flatMap(({ name }, index) => {
    const field = `${path}.schedulingGates[${index}]`;
    if (names.has(name)) return [duplicate(field, name)];
    names.add(name);
    return qualifiedNameFaults(field, stringOf(name) ?? "");
  });
}
