import { readFileSync } from "node:fs";
import path from "node:path";
import { memberOf, projectRoot } from "../../../lib/index.ts";
import { nearestName } from "../../../lib/nearest-name.ts";
import { type PropertyCodes, propertiesOf, type TypeFacts, UnknownResourceType } from "../../cloud/index.ts";

interface FactsFile {
  readonly package: string;
  readonly resources: Readonly<
    Record<string, { readonly id?: string; readonly in: PropertyCodes; readonly out: PropertyCodes }>
  >;
  readonly objects: Readonly<Record<string, PropertyCodes>>;
}

/** What the installed package declares of its resources, from `data/<package>/facts.generated.json`. */
export class PackageFacts {
  readonly #file: FactsFile;
  readonly #types = new Map<string, TypeFacts>();

  constructor(readonly name: string) {
    const file = path.join(projectRoot(), "data", name, "facts.generated.json");
    this.#file = JSON.parse(readFileSync(file, "utf8")) as FactsFile;
    for (const token of Object.keys(this.#file.resources)) {
      const facts = this.#read(token);
      this.#types.set(facts.token, facts);
    }
  }

  /** Version of the package that the facts are about. */
  get version(): string {
    return this.#file.package;
  }

  tokens(): string[] {
    return [...this.#types.keys()];
  }

  /** @throws {UnknownResourceType} with the type that the token is nearly, if there is one. */
  typeOf(token: string): TypeFacts {
    const facts = this.#types.get(token);
    if (facts !== undefined) return facts;
    throw new UnknownResourceType({
      package: this.name,
      token,
      nearest: nearestName(token, this.tokens()),
      packageVersion: this.version,
    });
  }

  #read(local: string): TypeFacts {
    const declared = memberOf(this.#file.resources, local);
    return {
      token: `${this.name}:${local}`,
      idFormat: declared?.id,
      inputs: propertiesOf(declared?.in ?? {}),
      outputs: propertiesOf(declared?.out ?? {}),
      defaults: {},
      objectType: (name) => {
        const codes = memberOf(this.#file.objects, name);
        return codes && propertiesOf(codes);
      },
      api: () => undefined,
    };
  }
}
