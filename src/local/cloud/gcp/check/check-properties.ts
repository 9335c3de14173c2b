import { memberOf, setMember } from "../../../../lib/index.ts";
import { didYouMean, nearestName } from "../../../../lib/nearest-name.ts";
import type { CheckFailure, PropertyMap } from "../../../../provider/index.ts";
import { formatPath, isUnknown, type PropertyPath } from "../../../../pulumi/index.ts";
import { elementOf, type Properties, type TypeCode, type TypeFacts } from "../facts/index.ts";

/**
 * Inputs as the provider will use them, and everything that is wrong with them.
 *
 * Numbers and booleans written as strings, and the reverse, are converted as Pulumi's bridge does. Unknown values pass
 * every check. Missing, unknown and mistyped properties are each named by path, with the known name that an unknown one is nearly.
 */
export function checkProperties(
  news: PropertyMap,
  facts: TypeFacts,
): { inputs: PropertyMap; failures: CheckFailure[] } {
  const failures: CheckFailure[] = [];
  const inputs = checkObject(news, facts.inputs, [], facts, failures);
  return { inputs, failures };
}

function checkObject(
  value: PropertyMap,
  properties: Properties,
  path: PropertyPath,
  facts: TypeFacts,
  failures: CheckFailure[],
): PropertyMap {
  const checked: PropertyMap = {};
  for (const [name, given] of Object.entries(value)) {
    if (given === null || given === undefined || name === "__defaults") continue;
    const property = memberOf(properties, name);
    const at = [...path, name];
    if (property === undefined) {
      failures.push({
        property: formatPath(at),
        reason: unknownProperty(name, properties, path.length === 0 ? facts : undefined),
      });
      continue;
    }
    setMember(checked, name, checkValue(given, property.type, at, facts, failures));
  }
  for (const [name, { required }] of Object.entries(properties)) {
    if (required && memberOf(checked, name) === undefined && !Object.hasOwn(value, name)) {
      failures.push({
        property: formatPath([...path, name]),
        reason: `is required${misspelled(name, value, properties)}`,
      });
    }
  }
  return checked;
}

function checkValue(
  value: unknown,
  type: TypeCode,
  path: PropertyPath,
  facts: TypeFacts,
  failures: CheckFailure[],
): unknown {
  if (isUnknown(value) || type === "a" || type === "@") return value;
  const element = elementOf(type);
  if (element !== undefined && type.startsWith("[")) {
    if (!Array.isArray(value)) return wrongType(value, "a list", path, failures);
    return value.map((item, index) => checkValue(item, element, [...path, index], facts, failures));
  }
  if (element !== undefined || type.startsWith("@")) {
    if (!isPlainObject(value)) return wrongType(value, element === undefined ? "an object" : "a map", path, failures);
    if (element === undefined) {
      const properties = facts.objectType(type.slice(1));
      return properties === undefined ? value : checkObject(value, properties, path, facts, failures);
    }
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, item]) => item !== null)
        .map(([key, item]) => [key, checkValue(item, element, [...path, key], facts, failures)]),
    );
  }
  return checkScalar(value, type, path, failures);
}

function checkScalar(value: unknown, type: TypeCode, path: PropertyPath, failures: CheckFailure[]): unknown {
  switch (type) {
    case "s":
      if (typeof value === "number" || typeof value === "boolean") return String(value);
      return typeof value === "string" ? value : wrongType(value, "a string", path, failures);
    case "n":
      if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value))) return Number(value);
      return typeof value === "number" ? value : wrongType(value, "a number", path, failures);
    case "b":
      if (value === "true" || value === "false") return value === "true";
      return typeof value === "boolean" ? value : wrongType(value, "true or false", path, failures);
    default:
      return value;
  }
}

function wrongType(value: unknown, wanted: string, path: PropertyPath, failures: CheckFailure[]): unknown {
  const got = Array.isArray(value)
    ? "a list"
    : isPlainObject(value)
      ? "an object"
      : `the ${typeof value} ${shown(value)}`;
  failures.push({ property: formatPath(path), reason: `must be ${wanted}, not ${got}` });
  return value;
}

/** A value of the wrong type may be a secret in the wrong place. The message repeats it only when it cannot be one. */
function shown(value: unknown): string {
  return typeof value === "string" ? "that was given" : String(value);
}

function unknownProperty(name: string, properties: Properties, type: TypeFacts | undefined): string {
  if (memberOf(type?.outputs, name) !== undefined) return "is set by the cloud and cannot be given";
  return `is not known${didYouMean(nearestName(name, Object.keys(properties)))}`;
}

/** A hint when the required property seems to stand there in another spelling. */
function misspelled(name: string, value: PropertyMap, properties: Properties): string {
  const strangers = Object.keys(value).filter((given) => memberOf(properties, given) === undefined);
  const given = nearestName(name, strangers);
  const isMeant = given !== undefined && nearestName(given, Object.keys(properties)) === name;
  return isMeant ? ` (${given} was given)` : "";
}

function isPlainObject(value: unknown): value is PropertyMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
