import type pb from "@pulumi/pulumi/proto/resource_pb.js";
import {
  isProviderType,
  type PropertyMap,
  packageOfProviderType,
  parseReference,
  typeOfUrn,
} from "../../../../pulumi/index.ts";
import type { Goal } from "../../deployment/index.ts";
import {
  decodeAliases,
  decodeProperties,
  decodePropertyDependencies,
  decodeTimeouts,
  decodeTrigger,
} from "./decode-request.ts";
import { withPackage } from "./default-providers.ts";
import { originOf } from "./source-positions.ts";

/** What descendants of a registered resource take over from it. The whole request would be kept until the end of the run. */
interface Ancestor {
  readonly parent: string;
  readonly deletedWith: string;
  readonly protect: boolean | undefined;
  readonly retainOnDelete: boolean | undefined;
  readonly provider: string;
  readonly providers: ReadonlyMap<string, string>;
}

const noProviders: ReadonlyMap<string, string> = new Map();

/** Makes goals of registration requests, with what a resource takes over from its ancestors. */
export class GoalDecoder {
  /** @param folders: of the project, and of the program, which paths are relative to. See {@link decodeProperties}. */
  constructor(
    private readonly folders: { readonly project: string; readonly program: string; readonly filesWithin?: string },
  ) {}

  readonly #ancestors = new Map<string, Ancestor>();

  /** Options of the parent hold for a resource that does not say otherwise. */
  inherit(request: pb.RegisterResourceRequest): void {
    const parent = this.#ancestors.get(request.getParent());
    if (!parent) return;
    if (request.getDeletedwith() === "") request.setDeletedwith(parent.deletedWith);
    if (!request.hasProtect() && parent.protect !== undefined) request.setProtect(parent.protect);
    if (!request.hasRetainondelete() && parent.retainOnDelete !== undefined)
      request.setRetainondelete(parent.retainOnDelete);
  }

  remember(urn: string, request: pb.RegisterResourceRequest): void {
    this.#ancestors.set(urn, {
      parent: request.getParent(),
      deletedWith: request.getDeletedwith(),
      protect: request.hasProtect() ? request.getProtect() : undefined,
      retainOnDelete: request.hasRetainondelete() ? request.getRetainondelete() : undefined,
      provider: request.getProvider(),
      providers:
        request.getProvidersMap().getLength() === 0 ? noProviders : new Map(request.getProvidersMap().entries()),
    });
  }

  /** The provider that the nearest ancestor hands down for a package; empty when none does. */
  providerOfAncestors(parent: string, packageName: string): string {
    for (let urn = parent; urn !== ""; ) {
      const ancestor = this.#ancestors.get(urn);
      if (!ancestor) return "";
      const handed = ancestor.providers.get(packageName);
      if (handed) return handed;
      const own = ancestor.provider;
      if (own && packageOfProviderType(typeOfUrn(parseReference(own).urn)) === packageName) return own;
      urn = ancestor.parent;
    }
    return "";
  }

  /** The goal without its provider. @throws {AssetUnreadable}, {@link InvalidDuration} */
  async decode(request: pb.RegisterResourceRequest, object: PropertyMap): Promise<Goal> {
    const type = request.getType();
    const decoded = await decodeProperties(object, this.folders);
    const properties = isProviderType(type)
      ? withPackage(decoded, {
          name: packageOfProviderType(type),
          version: request.getVersion(),
          downloadUrl: request.getPlugindownloadurl(),
        })
      : decoded;
    const timeouts = decodeTimeouts(request.getCustomtimeouts());
    const trigger = decodeTrigger(request);
    return {
      type,
      name: request.getName(),
      custom: request.getCustom(),
      properties,
      dependencies: request.getDependenciesList(),
      propertyDependencies: decodePropertyDependencies(request, decoded),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      additionalSecretOutputs: request.getAdditionalsecretoutputsList(),
      hideDiffs: request.getHidediffsList(),
      aliases: decodeAliases(request),
      replaceWith: request.getReplaceWithList(),
      ...(request.getParent() ? { parent: request.getParent() } : {}),
      ...(request.hasProtect() ? { protect: request.getProtect() ?? false } : {}),
      ...(request.getDeletebeforereplacedefined() || request.getDeletebeforereplace()
        ? { deleteBeforeReplace: request.getDeletebeforereplace() }
        : {}),
      ...(request.getImportid() ? { importId: request.getImportid() } : {}),
      ...(timeouts ? { customTimeouts: timeouts } : {}),
      ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() ?? false } : {}),
      ...(request.getDeletedwith() ? { deletedWith: request.getDeletedwith() } : {}),
      ...originOf(request, this.folders.project),
      ...(trigger === undefined ? {} : { replacementTrigger: trigger }),
    };
  }
}
