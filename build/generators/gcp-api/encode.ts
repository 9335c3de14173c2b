// The committed form of the facts: a file for each service, with rules that many fields share in one table.
import type { ValueRule } from "../../../src/local/cloud/gcp/facts/index.ts";
import { factsOf, withoutAnchors } from "./constraints.ts";
import type { DeclaredDocs } from "./declared-docs.ts";
import type { MappedProperty } from "./map-properties.ts";
import type { DeclaredType, MappedType } from "./map-type.ts";

/**
 * Facts of one field: `o` output only, `i` immutable, `r` required beyond what the package demands, then the number of its rule, then a space and its path where that is
 * another one than the property's; `:zone` is a parameter of the call.
 */
export type FieldCode = string;

export interface TypeFile {
  readonly api: string;
  readonly fields: Readonly<Record<string, FieldCode>>;
}

export interface ServiceFile {
  readonly rules: readonly ValueRule[];
  readonly types: Readonly<Record<string, TypeFile>>;
}

/** Gathers the types of one service. Types of which nothing can be held are left out. */
export class ServiceEncoder {
  readonly #rules = new Map<string, number>();
  readonly #types: Record<string, TypeFile> = {};
  readonly #docs: DeclaredDocs;

  constructor(docs: DeclaredDocs) {
    this.#docs = docs;
  }

  /** @param isReviewed whether a person has compared what the API calls output only with what the provider takes */
  add(type: DeclaredType, mapped: MappedType, isReviewed: boolean): void {
    const fields: Record<string, FieldCode> = {};
    const outputs: string[] = [];
    for (const property of mapped.properties) {
      // Nothing inside of what only the cloud sets can be given.
      if (outputs.some((output) => property.property.startsWith(`${output}.`))) continue;
      const code = this.#codeOf(type, mapped, property, isReviewed);
      if (code?.startsWith("o")) outputs.push(property.property);
      if (code !== undefined) fields[property.property] = code;
    }
    if (Object.keys(fields).length > 0) this.#types[type.token] = { api: mapped.document.name, fields };
  }

  file(): ServiceFile {
    return { rules: [...this.#rules.keys()].map((text) => JSON.parse(text) as ValueRule), types: this.#types };
  }

  #codeOf(
    type: DeclaredType,
    mapped: MappedType,
    { property, code, isRequired, to }: MappedProperty,
    isReviewed: boolean,
  ): FieldCode | undefined {
    if (to.kind === "parameter") {
      return to.pattern === undefined || code !== "s"
        ? undefined
        : `${this.#numberOf({ pattern: withoutAnchors(to.pattern) })} :${to.name}`;
    }
    if (to.kind !== "field" || !to.isChecked) return undefined;
    const facts = factsOf(to.schema, code, mapped.method);
    const doc = this.#docs.docOf(type, property);
    // The package has no inputs at the top that only the cloud sets: what the API calls output only is set by another call.
    const isOutput = facts.outputOnly && property.includes(".") && (isReviewed || doc.isOutput);
    // APIs call required what they fill in, and the provider has values of its own at the top.
    const isDemanded = isReviewed && facts.required && !isRequired && property.includes(".");
    const flags = `${isOutput ? "o" : ""}${facts.immutable ? "i" : ""}${isDemanded ? "r" : ""}`;
    const rule = facts.rule && withDeclared(facts.rule, doc.values);
    const number = rule === undefined ? "" : String(this.#numberOf(rule));
    if (flags === "" && number === "") return undefined;
    const path = mapped.wrappedIn === undefined ? to.path : wrapped(to.path, mapped.wrappedIn);
    return path.replace(/\[\]|\{\}/g, "") === property ? `${flags}${number}` : `${flags}${number} ${path}`;
  }

  #numberOf(rule: ValueRule): number {
    const text = JSON.stringify(rule);
    const known = this.#rules.get(text);
    if (known !== undefined) return known;
    this.#rules.set(text, this.#rules.size);
    return this.#rules.size - 1;
  }
}

function wrapped(path: string, wrappedIn: string): string {
  return path.startsWith("^") ? path.slice(1) : `${wrappedIn}.${path}`;
}

/** Values that the package's comments name are taken by the API, also where its document has left them out. */
function withDeclared(rule: ValueRule, values: readonly string[]): ValueRule {
  return rule.enum === undefined ? rule : { ...rule, enum: [...new Set([...rule.enum, ...values])] };
}
