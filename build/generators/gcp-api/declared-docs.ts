// What the comments of `@pulumi/gcp` say of properties: the values that they name, and whether only the cloud sets a property.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { bareDocOf } from "../gcp-doc-facts.ts";
import { type ObjectTypes, readObjectTypes } from "../gcp-type-codes.ts";
import type { DeclaredType } from "./map-type.ts";

export interface PropertyDoc {
  /** Values that the comment lists. */
  readonly values: readonly string[];
  readonly isOutput: boolean;
}

/** The comment of a property of a type, by its path without indexes. */
export class DeclaredDocs {
  readonly #sdk: string;
  readonly #objects: ObjectTypes;
  readonly #files: ReadonlyMap<string, string>;
  readonly #types = new Map<string, ReadonlyMap<string, string>>();

  constructor(root: string) {
    this.#sdk = path.join(root, "node_modules/@pulumi/gcp");
    this.#objects = readObjectTypes(path.join(this.#sdk, "types/input.d.ts"));
    const files = readdirSync(this.#sdk, { recursive: true, encoding: "utf8" }).filter((file) =>
      file.endsWith(".d.ts"),
    );
    this.#files = new Map(files.map((file) => [file.toLowerCase(), file]));
  }

  docOf(type: DeclaredType, property: string): PropertyDoc {
    const doc = this.#textOf(type, property.split(".")).replace(/\s+/g, " ");
    return { values: valuesIn(doc), isOutput: /\(Output\)|^\W*(?:Output only|Read-only)/i.test(doc) };
  }

  #textOf(type: DeclaredType, parts: readonly string[]): string {
    const [top = "", ...rest] = parts;
    if (rest.length === 0) return this.#inputsOf(type.token).get(top) ?? "";
    let object = objectIn(type.inputs[top]);
    for (const part of rest.slice(0, -1)) object = objectIn(type.objects[object]?.[part]);
    const service = type.token.slice(0, type.token.indexOf("/"));
    const declared = this.#objects.get(`${service}.${object}`)?.();
    return declared?.find(({ name }) => name === rest.at(-1))?.doc ?? "";
  }

  #inputsOf(token: string): ReadonlyMap<string, string> {
    const known = this.#types.get(token);
    if (known !== undefined) return known;
    const file = this.#files.get(`${token.slice(0, token.indexOf(":"))}.d.ts`.toLowerCase());
    if (file === undefined) throw new Error(`@pulumi/gcp has no file of ${token}`);
    const text = readFileSync(path.join(this.#sdk, file), "utf8");
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const args = source.statements.find((node) => ts.isInterfaceDeclaration(node) && node.name.text.endsWith("Args"));
    const members = args !== undefined && ts.isInterfaceDeclaration(args) ? args.members : [];
    const docs = new Map([...members].map((member) => [member.name?.getText() ?? "", bareDocOf(member)]));
    this.#types.set(token, docs);
    return docs;
  }
}

function objectIn(code: string | undefined): string {
  return /@(\w+)/.exec(code ?? "")?.[1] ?? "";
}

const LISTED =
  /(?:possible|valid|allowed|supported|acceptable|accepted|permitted)[\w ]*?(?:values?|options?)[^`"]{0,60}?((?:[`"][^`"]+[`"](?:\s*\([^)]*\))?(?:,? ?(?:and|or)?,? ?)*)+)/i;

function valuesIn(doc: string): string[] {
  const list = LISTED.exec(doc)?.[1] ?? "";
  return [...list.matchAll(/[`"]([\w.-]+)[`"]/g)].map(([, value]) => value ?? "");
}
