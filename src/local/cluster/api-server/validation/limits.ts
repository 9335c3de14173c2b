import { isObject, type JsonObject, listOf, objectOf, objectsIn, stringOf } from "../../../../lib/index.ts";
import type { StatusCause } from "../problem/index.ts";
import { duplicate, forbiddenField, invalidValue, required } from "./causes.ts";
import { qualifiedNameFaults } from "./names.ts";
import { isWhole, nanosOf } from "./values.ts";

const counted = new Set([
  "pods",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "resourcequotas",
  "services.nodeports",
  "services.loadbalancers",
]);
const measured = new Set(["cpu", "memory", "ephemeral-storage", "storage"]);
const ofBestEffort = new Set(["pods"]);
const ofPods = new Set(["pods", "cpu", "memory", "ephemeral-storage"]);
const scopes = new Set([
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
  "VolumeAttributesClass",
]);
const opposites = [
  ["Terminating", "NotTerminating"],
  ["BestEffort", "NotBestEffort"],
] as const;

/** What is wrong with a ResourceQuota. */
export function quotaFaults(spec: JsonObject): readonly StatusCause[] {
  return [
    ...Object.entries(objectOf(spec.hard)).flatMap(([name, amount]) => hardFaults(name, amount)),
    ...scopeFaults(spec),
  ];
}

function baseOf(name: string): string {
  return name.replace(/^(?:requests|limits)\./, "");
}

function hardFaults(name: string, amount: unknown): readonly StatusCause[] {
  const field = `spec.hard[${name}]`;
  const nanos = nanosOf(amount) ?? 0n;
  const malformed = qualifiedNameFaults(field, name);
  const causes: StatusCause[] = [...malformed];
  const known = name.includes("/") || counted.has(name) || measured.has(baseOf(name)) || /hugepages-/.test(name);
  if (malformed.length === 0 && !known) {
    causes.push(
      invalidValue(field, name, "must be a standard resource type or fully qualified"),
      invalidValue(field, name, "must be a standard resource for quota"),
    );
  }
  if (nanos < 0n) causes.push(invalidValue(field, amount, "must be greater than or equal to 0"));
  if ((counted.has(name) || name.startsWith("count/")) && !isWhole(nanos)) {
    causes.push(invalidValue(field, amount, "must be an integer"));
  }
  return causes;
}

function scopeFaults(spec: JsonObject): readonly StatusCause[] {
  const wanted = listOf(spec.scopes).map((scope) => stringOf(scope) ?? "");
  const resources = Object.keys(objectOf(spec.hard)).map(baseOf);
  const refused = (why: string): StatusCause => invalidValue("spec.scopes", wanted, why);
  const causes: StatusCause[] = [];
  for (const scope of wanted) {
    if (!scopes.has(scope)) causes.push(refused("unsupported scope"));
    const fitting = scope === "BestEffort" ? ofBestEffort : ofPods;
    if (scopes.has(scope)) {
      causes.push(
        ...resources
          .filter((name) => !fitting.has(name) && (counted.has(name) || measured.has(name)))
          .map(() => refused("unsupported scope applied to resource")),
      );
    }
  }
  for (const pair of opposites) {
    if (pair.every((scope) => wanted.includes(scope))) causes.push(refused("conflicting scopes"));
  }
  return causes;
}

const limitTypes = ["Container", "Pod", "PersistentVolumeClaim"];
const amountsOf = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;
type Amounts = Readonly<Record<(typeof amountsOf)[number], unknown>>;

/** What is wrong with a LimitRange. */
export function limitRangeFaults(spec: JsonObject): readonly StatusCause[] {
  const types = new Set<unknown>();
  return objectsIn(spec.limits).flatMap((limit, index) => {
    const field = `spec.limits[${index}]`;
    const type = stringOf(limit.type) ?? "";
    const causes: StatusCause[] = [];
    if (!limitTypes.includes(type) && !type.includes("/")) {
      causes.push(invalidValue(`${field}.type`, type, "must be a standard limit type or fully qualified"));
    }
    if (types.has(type)) causes.push(duplicate(`${field}.type`, type));
    types.add(type);
    if (type === "Pod") {
      const why = "may not be specified when `type` is 'Pod'";
      causes.push(
        ...["default", "defaultRequest"]
          .filter((name) => isObject(limit[name]) && Object.keys(limit[name]).length > 0)
          .map((name) => forbiddenField(`${field}.${name}`, why)),
      );
    }
    if (type === "PersistentVolumeClaim" && !hasStorage(limit.min) && !hasStorage(limit.max)) {
      const why = "either minimum or maximum storage value is required, but neither was provided";
      causes.push(required(`${field}.limits`, why));
    }
    return [...causes, ...rangeFaults(limit, field)];
  });
}

function hasStorage(amounts: unknown): boolean {
  return objectOf(amounts).storage !== undefined;
}

function rangeFaults(limit: JsonObject, field: string): readonly StatusCause[] {
  const names = new Set(amountsOf.flatMap((of) => Object.keys(objectOf(limit[of]))));
  return [...names].flatMap((name) => {
    const at = Object.fromEntries(amountsOf.map((of) => [of, objectOf(limit[of])[name]])) as unknown as Amounts;
    return [...orderFaults(at, name, field), ...ratioFaults(at, name, field)];
  });
}

/** Amounts that have to be in this order, with the words and the place of the fault where they are not. */
const orders = [
  ["min", "max", "min", "min value", "max value", "min"],
  ["min", "defaultRequest", "defaultRequest", "min value", "default request value", "defaultRequest"],
  ["defaultRequest", "max", "defaultRequest", "default request value", "max value", "defaultRequest"],
  ["defaultRequest", "default", "defaultRequest", "default request value", "default limit value", "defaultRequest"],
  ["min", "default", "default", "min value", "default value", "default"],
  ["default", "max", "default", "default value", "max value", "max"],
] as const;

function orderFaults(at: Amounts, name: string, field: string): readonly StatusCause[] {
  return orders.flatMap(([less, more, place, lessWords, moreWords, shown]) => {
    const [small, large] = [nanosOf(at[less]), nanosOf(at[more])];
    if (small === undefined || large === undefined || small <= large) return [];
    const why = `${lessWords} ${String(at[less])} is greater than ${moreWords} ${String(at[more])}`;
    return [invalidValue(`${field}.${place}[${name}]`, at[shown], why)];
  });
}

function ratioFaults({ maxLimitRequestRatio: ratio }: Amounts, name: string, field: string): readonly StatusCause[] {
  const nanos = nanosOf(ratio);
  return nanos === undefined || nanos >= 1_000_000_000n
    ? []
    : [invalidValue(`${field}.maxLimitRequestRatio[${name}]`, ratio, `ratio ${String(ratio)} is less than 1`)];
}
