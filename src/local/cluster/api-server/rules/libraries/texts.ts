import type { Environment } from "@marcbachmann/cel-js";
import { goPattern } from "../../schema/index.ts";

/** What rules call as `strings.quote`. */
class TextFunctions {
  readonly name = "strings";
}

/** The name of `matches` with the regular expressions of Go; the library's own are those of JavaScript. */
export const matching = "matchesPattern";

/** Kubernetes' library `regex`, and what of CEL's own of texts is missing. */
export function registerTexts(environment: Environment): void {
  environment
    .registerType("TextFunctions", { ctor: TextFunctions, fields: {} })
    .registerConstant("strings", "TextFunctions", new TextFunctions())
    .registerFunction("TextFunctions.quote(string): string", (_: TextFunctions, text: string) => JSON.stringify(text))
    .registerFunction(`string.${matching}(string): bool`, (text: string, pattern: string) =>
      goPattern(pattern).test(text),
    )
    .registerFunction(
      "string.find(string): string",
      (text: string, pattern: string) => allMatches(text, pattern)[0] ?? "",
    )
    .registerFunction("string.findAll(string): list<string>", allMatches)
    .registerFunction("string.findAll(string, int): list<string>", (text: string, pattern: string, most: bigint) => {
      const found = allMatches(text, pattern);
      return most < 0n ? found : found.slice(0, Number(most));
    })
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction(
      "string.replace(string, string, int): string",
      (text: string, from: string, to: string, most: bigint) => {
        let left = most;
        return text.replaceAll(from, (found) => (left-- === 0n ? ((left = 0n), found) : to));
      },
    )
    .registerFunction("string.charAt(int): string", (text: string, index: bigint) => {
      const characters = Array.from(text);
      if (index < 0n || index > characters.length) throw new Error(`index out of range: ${index}`);
      return characters[Number(index)] ?? "";
    })
    .registerFunction("string.format(list<dyn>): string", formatted);
}

function allMatches(text: string, pattern: string): string[] {
  const { source, flags } = goPattern(pattern);
  return [...text.matchAll(new RegExp(source, `${flags}g`))].map(([found]) => found);
}

function formatted(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replaceAll(/%(?:\.(\d+))?([%sdfebxXo])/g, (_, precision: string | undefined, verb: string) => {
    if (verb === "%") return "%";
    if (next >= values.length) throw new Error(`index ${next} out of range`);
    const value = values[next];
    next += 1;
    return inVerb(value, verb, precision === undefined ? 6 : Number(precision));
  });
}

function inVerb(value: unknown, verb: string, precision: number): string {
  const whole = typeof value === "bigint" || typeof value === "boolean" ? BigInt(value) : undefined;
  switch (verb) {
    case "s":
      return spoken(value);
    case "f":
      return Number(value).toFixed(precision);
    case "e":
      return Number(value)
        .toExponential(precision)
        .replace(/e([+-])(\d)$/, "e$10$2");
    default: {
      if (whole === undefined) {
        if (verb === "x" || verb === "X") {
          const hex = Buffer.from(value as string).toString("hex");
          return verb === "x" ? hex : hex.toUpperCase();
        }
        throw new Error(`error during formatting: no such overload for %${verb}`);
      }
      const digits = whole.toString({ d: 10, b: 2, o: 8 }[verb] ?? 16);
      return verb === "X" ? digits.toUpperCase() : digits;
    }
  }
}

/** A value as `%s` writes it. */
function spoken(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spoken).join(", ")}]`;
  if (value instanceof Map) {
    const entries = [...value].map(([key, one]) => `${spoken(key)}: ${spoken(one)}`);
    return `{${entries.toSorted().join(", ")}}`;
  }
  if (value instanceof Date) return value.toISOString().replace(/\.000Z$/, "Z");
  return String(value);
}
