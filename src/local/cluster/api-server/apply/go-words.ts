import { isObject, textOf } from "../../../../lib/index.ts";

/** A value as Go's `%v` prints it. */
export function plainGo(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(plainGo).join(" ")}]`;
  if (isObject(value)) return `map[${entries(value, (name, child) => `${name}:${plainGo(child)}`).join(" ")}]`;
  return typeof value === "number" ? floatText(value) : textOf(value);
}

/** A value as Go's `%#v` prints it. */
export function sourceGo(value: unknown): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (Array.isArray(value)) return `[]interface {}{${value.map(sourceGo).join(", ")}}`;
  if (isObject(value)) {
    const members = entries(value, (name, child) => `${JSON.stringify(name)}:${sourceGo(child)}`);
    return `map[string]interface {}{${members.join(", ")}}`;
  }
  return typeof value === "string" ? JSON.stringify(value) : plainGo(value);
}

/** The type of a value that Go has read from JSON, as `%T` prints it. */
export function goType(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function entries(value: object, print: (name: string, child: unknown) => string): readonly string[] {
  return Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, child]) => print(name, child));
}

/** Go writes an exponent, of two digits at least, below 1e-4 and from 1e21 on. */
function floatText(value: number): string {
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e21)) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
