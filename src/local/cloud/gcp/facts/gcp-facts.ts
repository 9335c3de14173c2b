import { readFileSync } from "node:fs";
import path from "node:path";
import { memberOf, projectRoot } from "../../../../lib/index.ts";
import { nearestName } from "../../../../lib/nearest-name.ts";
import { ApiFacts, type ApiTypeFacts } from "./api-facts.ts";
import { UnknownResourceType } from "./errors.ts";
import { type Properties, propertiesOf } from "./property-facts.ts";

/** What is known of one resource type. */
export interface TypeFacts {
  /** Type token, for example `gcp:compute/network:Network`. */
  readonly token: string;
  /** For example `projects/{{project}}/global/networks/{{name}}`; names in braces are properties. */
  readonly idFormat: string | undefined;
  readonly inputs: Properties;
  /** Properties that only the cloud sets. */
  readonly outputs: Properties;
  /** What the cloud uses for inputs that are not given. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The properties of an object type, by the name after `@`. */
  readonly objectType: (name: string) => Properties | undefined;
  /** What the API behind the type holds its resources to, read when first asked for; `undefined` where nothing is known of it. */
  readonly api: () => ApiTypeFacts | undefined;
}

interface IndexFile {
  readonly package: string;
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly functions: readonly string[];
}

interface ServiceFile {
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly id?: string;
        readonly in: Readonly<Record<string, string>>;
        readonly out: Readonly<Record<string, string>>;
        readonly defaults?: Readonly<Record<string, unknown>>;
      }
    >
  >;
  readonly objects: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Every resource type of the installed `@pulumi/gcp`, from `data/gcp/*.generated.json`.
 *
 * A service's file is read when one of its types is first asked for, and kept: few programs use more than ten services.
 */
export class GcpFacts {
  readonly #folder: string;
  readonly #index: IndexFile;
  readonly #services = new Map<string, ServiceFile>();
  readonly #types = new Map<string, TypeFacts>();
  #apis: ApiFacts | undefined;

  constructor(folder = path.join(projectRoot(), "data", "gcp")) {
    this.#folder = folder;
    this.#index = this.#read("index") as IndexFile;
  }

  /** Version of the package that the facts are about. */
  get packageVersion(): string {
    return this.#index.package;
  }

  /** @throws {UnknownResourceType} with the type that the token is nearly, if there is one. */
  typeOf(token: string): TypeFacts {
    const known = this.#types.get(token);
    if (known !== undefined) return known;
    const facts = this.#readType(token);
    if (facts === undefined) {
      throw new UnknownResourceType({
        package: "gcp",
        token,
        nearest: nearestName(token, this.tokens()),
        packageVersion: this.packageVersion,
      });
    }
    this.#types.set(token, facts);
    return facts;
  }

  hasType(token: string): boolean {
    return this.#types.has(token) || this.#inIndex(token);
  }

  /** Every resource type token. */
  tokens(): string[] {
    return Object.entries(this.#index.services).flatMap(([service, types]) =>
      types.map((type) => `gcp:${service}/${type}`),
    );
  }

  /** Every function token, for example `gcp:compute/getNetwork:getNetwork`. */
  functions(): string[] {
    return this.#index.functions.map((token) => `gcp:${token}`);
  }

  #inIndex(token: string): boolean {
    const [, service = "", type = ""] = /^gcp:([^/]+)\/(.+)$/.exec(token) ?? [];
    return memberOf(this.#index.services, service)?.includes(type) ?? false;
  }

  #readType(token: string): TypeFacts | undefined {
    if (!this.#inIndex(token)) return undefined;
    const local = token.slice("gcp:".length);
    const serviceName = local.slice(0, local.indexOf("/"));
    const service = this.#services.get(serviceName) ?? (this.#read(serviceName) as ServiceFile);
    this.#services.set(serviceName, service);
    const declared = memberOf(service.resources, local);
    if (declared === undefined) return undefined;
    const objects = new Map<string, Properties | undefined>();
    return {
      token,
      idFormat: declared.id,
      inputs: propertiesOf(declared.in),
      outputs: propertiesOf(declared.out),
      defaults: declared.defaults ?? {},
      objectType: (name) => {
        if (!objects.has(name)) {
          const codes = memberOf(service.objects, name);
          objects.set(name, codes && propertiesOf(codes));
        }
        return objects.get(name);
      },
      api: () => {
        this.#apis ??= new ApiFacts();
        return this.#apis.typeOf(token);
      },
    };
  }

  #read(name: string): unknown {
    return JSON.parse(readFileSync(path.join(this.#folder, `${name}.generated.json`), "utf8"));
  }
}
