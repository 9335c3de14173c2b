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

/** Makes goals of registration requests, with what a resource takes over from its ancestors. */
export class GoalDecoder {
  /** @param folders: of the project, and of the program, which paths are relative to. */
  constructor(private readonly folders: { readonly project: string; readonly program: string }) {}

  readonly #requests = new Map<string, pb.RegisterResourceRequest>();

  /** Options of the parent hold for a resource that does not say otherwise. */
  inherit(request: pb.RegisterResourceRequest): void {
    const parent = this.#requests.get(request.getParent());
    if (!parent) return;
    if (request.getDeletedwith() === "") request.setDeletedwith(parent.getDeletedwith());
    if (!request.hasProtect() && parent.hasProtect()) request.setProtect(parent.getProtect() ?? false);
    if (!request.hasRetainondelete() && parent.hasRetainondelete())
      request.setRetainondelete(parent.getRetainondelete() ?? false);
  }

  remember(urn: string, request: pb.RegisterResourceRequest): void {
    this.#requests.set(urn, request);
  }

  /** The provider that the nearest ancestor hands down for a package; empty when none does. */
  providerOfAncestors(parent: string, packageName: string): string {
    for (let urn = parent; urn !== ""; ) {
      const ancestor = this.#requests.get(urn);
      if (!ancestor) return "";
      const handed = ancestor.getProvidersMap().get(packageName);
      if (handed) return handed;
      const own = ancestor.getProvider();
      if (own && packageOfProviderType(typeOfUrn(parseReference(own).urn)) === packageName) return own;
      urn = ancestor.getParent();
    }
    return "";
  }

  /** The goal without its provider. @throws {AssetUnreadable}, {@link InvalidDuration} */
  async decode(request: pb.RegisterResourceRequest, object: PropertyMap): Promise<Goal> {
    const type = request.getType();
    const decoded = await decodeProperties(object, this.folders.program);
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
