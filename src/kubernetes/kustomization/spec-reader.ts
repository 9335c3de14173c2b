import { isObject } from "../../lib/index.ts";
import { milliseconds } from "./duration.ts";

/** Reads the fields of a `spec` one by one and collects what is wrong with them. */
export class SpecReader {
  readonly #spec: Readonly<Record<string, unknown>>;
  readonly #path: string;
  readonly #problems: string[];

  constructor(spec: unknown, path: string, problems: string[]) {
    this.#spec = isObject(spec) ? spec : {};
    this.#path = path;
    this.#problems = problems;
  }

  /** Members of the spec that this agent does not support. A value of `false`, `""` or `null` counts as unset. */
  unknown(known: readonly string[]): readonly string[] {
    return Object.entries(this.#spec)
      .filter(([key, value]) => !known.includes(key) && value !== null && value !== undefined)
      .filter(([, value]) => value !== false && value !== "" && !(Array.isArray(value) && value.length === 0))
      .map(([key]) => `${this.#path}.${key}`);
  }

  has(key: string): boolean {
    return this.#spec[key] !== undefined && this.#spec[key] !== null;
  }

  text(key: string): string | undefined {
    const value = this.#spec[key];
    if (value === undefined || value === null || value === "") return undefined;
    if (typeof value === "string") return value;
    return this.#wrong(key, "has to be text");
  }

  requiredText(key: string): string {
    return this.text(key) ?? this.#wrong(key, "is required") ?? "";
  }

  flag(key: string): boolean {
    const value = this.#spec[key];
    if (value === undefined || value === null) return false;
    return typeof value === "boolean" ? value : (this.#wrong(key, "has to be true or false") ?? false);
  }

  duration(key: string): number | undefined {
    const value = this.text(key);
    if (value === undefined) return undefined;
    return milliseconds(value) ?? this.#wrong(key, `"${value}" is not a duration such as 1m30s`);
  }

  requiredDuration(key: string): number {
    const value = this.duration(key);
    if (value === undefined && !this.has(key)) this.#wrong(key, "is required");
    return value ?? 0;
  }

  texts(key: string): Readonly<Record<string, string>> {
    const value = this.#spec[key];
    if (value === undefined || value === null) return {};
    if (!isObject(value)) return this.#wrong(key, "has to be a map") ?? {};
    // Flux's API has text only, but a number that was not quoted has one meaning.
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
  }

  textList(key: string): readonly string[] {
    const value = this.#spec[key];
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value;
    return this.#wrong(key, "has to be a list of text") ?? [];
  }

  one(key: string): SpecReader {
    return new SpecReader(this.#spec[key], `${this.#path}.${key}`, this.#problems);
  }

  many(key: string): readonly SpecReader[] {
    const value = this.#spec[key];
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) return this.#wrong(key, "has to be a list") ?? [];
    return value.map((item, index) => new SpecReader(item, `${this.#path}.${key}[${index}]`, this.#problems));
  }

  #wrong(key: string, problem: string): undefined {
    this.#problems.push(`${this.#path}.${key} ${problem}`);
    return undefined;
  }
}
