import { readFileSync } from "node:fs";
import path from "node:path";
import { memberOf, projectRoot } from "../../../../lib/index.ts";
import type { ValueRule } from "./value-rule.ts";

/** What an API's document says of the field that a property becomes. */
export interface ApiField {
  /** Where the value goes: `disks[].initializeParams.diskSizeGb`. Absent: the property's own path. */
  readonly path: string | undefined;
  /** The value is a part of the call's address; a link stands for its last part. */
  readonly isParameter: boolean;
  readonly outputOnly: boolean;
  readonly immutable: boolean;
  /** The object that holds it needs it, although the package does not demand it. */
  readonly required: boolean;
  readonly rule: ValueRule | undefined;
}

/** What an API holds the resources of one type to. */
export interface ApiTypeFacts {
  /** For example `compute`. */
  readonly api: string;
  /** @param property path without indexes, for example `networkInterfaces.nicType` */
  fieldOf(property: string): ApiField | undefined;
  /** Paths of all properties of which something is known. */
  properties(): string[];
}

interface ServiceFile {
  readonly rules: readonly ValueRule[];
  readonly types: Readonly<Record<string, { readonly api: string; readonly fields: Readonly<Record<string, string>> }>>;
}

/**
 * The facts of Google's discovery documents about the types of `@pulumi/gcp`, from `data/gcp-apis/*.generated.json`.
 *
 * A service's file is read when one of its types is first asked for.
 */
export class ApiFacts {
  readonly #folder: string;
  readonly #services: ReadonlySet<string>;
  readonly #files = new Map<string, ServiceFile>();

  constructor(folder = path.join(projectRoot(), "data", "gcp-apis")) {
    this.#folder = folder;
    this.#services = new Set((this.#read("index") as { readonly services: readonly string[] }).services);
  }

  /** `undefined` for a type of which the documents say nothing that could be held against a value. */
  typeOf(token: string): ApiTypeFacts | undefined {
    const local = token.slice("gcp:".length);
    const service = local.slice(0, local.indexOf("/"));
    if (!this.#services.has(service)) return undefined;
    const file = this.#files.get(service) ?? (this.#read(service) as ServiceFile);
    this.#files.set(service, file);
    const type = memberOf(file.types, local);
    return (
      type && {
        api: type.api,
        fieldOf: (property) => {
          const code = memberOf(type.fields, property);
          return code === undefined ? undefined : fieldOf(code, file.rules);
        },
        properties: () => Object.keys(type.fields),
      }
    );
  }

  #read(name: string): unknown {
    return JSON.parse(readFileSync(path.join(this.#folder, `${name}.generated.json`), "utf8"));
  }
}

/** Reads the codes that `build/generators/gcp-api/encode.ts` writes. */
function fieldOf(code: string, rules: readonly ValueRule[]): ApiField {
  const [, flags = "", number = "", place] = /^([oir]*)(\d*)(?: (.+))?$/.exec(code) ?? [];
  const isParameter = place?.startsWith(":") ?? false;
  return {
    path: isParameter ? place?.slice(1) : place,
    isParameter,
    outputOnly: flags.includes("o"),
    immutable: flags.includes("i"),
    required: flags.includes("r"),
    rule: number === "" ? undefined : rules[Number(number)],
  };
}
