import { setMember } from "../../../../lib/index.ts";
import { formatReference, type PropertyMap, providerTypeOf, secretOf } from "../../../../pulumi/index.ts";
import type { StepGenerator } from "../../deployment/index.ts";
import { internalKey } from "../../providers/index.ts";
import type { ResolvedConfig } from "../../stack/index.ts";
import { DefaultProviderDenied } from "./errors.ts";

/** Package of the providers that a Node program writes itself (`pulumi.dynamic`). */
const dynamicPackage = "pulumi-nodejs";

/** Which provider a resource needs when it names none. */
export interface PackageRequest {
  readonly name: string;
  /** Empty when the program does not care. */
  readonly version: string;
  readonly downloadUrl: string;
}

/**
 * Default providers, as Pulumi calls those that a program does not declare: one per package and version, registered
 * when the first resource needs it.
 */
export class DefaultProviders {
  readonly #references = new Map<string, Promise<string>>();

  constructor(
    private readonly generator: StepGenerator,
    private readonly config: ResolvedConfig,
  ) {}

  /**
   * The reference of the default provider.
   *
   * @throws {DefaultProviderDenied}
   */
  async reference(request: PackageRequest, wanting: string): Promise<string> {
    if (this.#isDenied(request.name)) throw new DefaultProviderDenied({ package: request.name, wanting });
    const name = nameOf(request);
    const key = `${request.name} ${name}`;
    const known = this.#references.get(key);
    if (known) return await known;
    const registered = this.#register(request, name);
    this.#references.set(key, registered);
    return await registered;
  }

  async #register(request: PackageRequest, name: string): Promise<string> {
    const { handle } = await this.generator.register({
      type: providerTypeOf(request.name),
      name,
      custom: true,
      properties: withPackage(this.#configOf(request.name), request),
      dependencies: [],
      propertyDependencies: {},
      ignoreChanges: [],
      replaceOnChanges: [],
      additionalSecretOutputs: [],
      hideDiffs: [],
      aliases: [],
      replaceWith: [],
    });
    return formatReference({ urn: handle.urn, id: handle.state.id ?? "" });
  }

  #configOf(packageName: string): PropertyMap {
    const inputs: PropertyMap = {};
    // Providers that the program writes itself may ask for any configuration: they get all of it, with its namespaces.
    const prefix = packageName === dynamicPackage ? "" : `${packageName}:`;
    for (const [key, value] of Object.entries(this.config.values)) {
      if (!key.startsWith(prefix)) continue;
      setMember(inputs, key.slice(prefix.length), this.config.secretKeys.includes(key) ? secretOf(value) : value);
    }
    return inputs;
  }

  #isDenied(packageName: string): boolean {
    const text = this.config.values["pulumi:disable-default-providers"];
    if (!text || packageName === "pulumi") return false;
    const barred: unknown = JSON.parse(text);
    return Array.isArray(barred) && barred.some((name) => name === "*" || String(name).trim() === packageName);
  }
}

/** Version and download address as a provider resource's inputs record them. */
export function withPackage(inputs: PropertyMap, { version, downloadUrl }: PackageRequest): PropertyMap {
  if (version === "" && downloadUrl === "") return inputs;
  return {
    ...inputs,
    [internalKey]: {
      ...(inputs[internalKey] as object | undefined),
      ...(downloadUrl ? { pluginDownloadURL: downloadUrl } : {}),
    },
    ...(version === "" ? {} : { version }),
  };
}

function nameOf({ version, downloadUrl }: PackageRequest): string {
  const parts = ["default"];
  if (version !== "") parts.push(version.replace(/[^A-Za-z0-9]/g, "_"));
  if (downloadUrl !== "") parts.push(downloadUrl.replace(/[^A-Za-z0-9]/g, "_"));
  return parts.join("_");
}
