import type { Environment } from "@marcbachmann/cel-js";
import { listType, mapType, type RuleType, simpleType } from "./rule-type.ts";

interface Overload {
  readonly receiver: string | undefined;
  readonly parameters: readonly string[];
  readonly result: string;
}

/** The functions that rules can call, by name. */
export class Signatures {
  readonly #byName = new Map<string, Overload[]>();

  constructor(environment: Environment) {
    for (const { name, receiverType, params, returnType } of environment.getDefinitions().functions) {
      const overload = {
        receiver: receiverType ?? undefined,
        parameters: params.map(({ type }) => type),
        result: returnType,
      };
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), overload]);
    }
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * What a call gives; `undefined` when no overload takes such values.
   * @param receiver what the function is called on
   */
  resultOf(name: string, receiver: RuleType | undefined, parameters: readonly RuleType[]): RuleType | undefined {
    const fitting = (this.#byName.get(name) ?? []).filter(
      (one) =>
        (one.receiver === undefined) === (receiver === undefined) &&
        (receiver === undefined || accepts(one.receiver ?? "", receiver)) &&
        one.parameters.length === parameters.length &&
        one.parameters.every((wanted, index) => accepts(wanted, parameters[index] ?? simpleType("dyn"))),
    );
    const results = new Set(fitting.map(({ result }) => result));
    if (results.size === 0) return undefined;
    return results.size === 1 ? typeNamed([...results][0] ?? "dyn") : simpleType("dyn");
  }
}

const otherNames: Readonly<Record<string, string>> = {
  "google.protobuf.Timestamp": "timestamp",
  "google.protobuf.Duration": "duration",
};

function kindNamed(name: string): string {
  const outer = name.replace(/<.*$/, "");
  return otherNames[outer] ?? outer;
}

function accepts(wanted: string, given: RuleType): boolean {
  const kind = kindNamed(wanted);
  return kind === "dyn" || kind === "ast" || /^[A-Z]$/.test(kind) || given.kind === "dyn" || kind === given.kind;
}

function typeNamed(name: string): RuleType {
  const [, outer = name, inner] = /^([^<]+)(?:<(.*)>)?$/.exec(name) ?? [];
  if (/^[A-Z]$/.test(outer)) return simpleType("dyn");
  if (inner === undefined) return simpleType(kindNamed(outer));
  if (outer === "list") return listType(typeNamed(inner));
  if (outer === "map") return mapType(typeNamed(inner.slice(inner.indexOf(",") + 1).trim()));
  return { ...simpleType(outer), of: typeNamed(inner) };
}
