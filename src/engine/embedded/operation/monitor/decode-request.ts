import type aliasPb from "@pulumi/pulumi/proto/alias_pb.js";
import type pb from "@pulumi/pulumi/proto/resource_pb.js";
import { parseDuration, setMember } from "../../../../lib/index.ts";
import { isOutputValue, mapProperties, type PropertyMap, secretOf, unknownValue } from "../../../../pulumi/index.ts";
import { fromValue } from "../../../../pulumi/struct/index.ts";
import type { Alias } from "../../deployment/index.ts";
import { refuseForeignFiles } from "../../outside/index.ts";
import type { CustomTimeouts } from "../../stack/index.ts";
import { withAssetHashes } from "./assets/index.ts";
import { InvalidDuration } from "./errors.ts";

/**
 * Properties of a request: output values taken for what they stand for (unknown, secret or plain), assets with their hash.
 *
 * @param folders of the program, which paths of assets are relative to, and which assets may be in where they may not be anywhere.
 * @throws {AssetUnreadable}, {@link OutsideRefused}
 */
export async function decodeProperties(
  properties: PropertyMap,
  { program, filesWithin }: { readonly program: string; readonly filesWithin?: string },
): Promise<PropertyMap> {
  const change = (value: unknown): { readonly to: unknown } | undefined =>
    isOutputValue(value) ? { to: valueOf(value, change) } : undefined;
  const decoded = mapProperties(properties, change);
  if (filesWithin !== undefined) refuseForeignFiles(decoded, program, filesWithin);
  return await withAssetHashes(decoded, program);
}

function valueOf(
  output: { readonly value?: unknown; readonly secret?: boolean },
  change: Parameters<typeof mapProperties>[1],
): unknown {
  const inner = "value" in output ? mapProperties({ value: output.value }, change)["value"] : unknownValue;
  return output.secret ? secretOf(inner) : inner;
}

export function decodeTrigger(request: pb.RegisterResourceRequest): unknown {
  if (!request.hasReplacementTrigger()) return undefined;
  const change = (value: unknown): { readonly to: unknown } | undefined =>
    isOutputValue(value) ? { to: valueOf(value, change) } : undefined;
  return mapProperties({ trigger: fromValue(request.getReplacementTrigger()) }, change)["trigger"];
}

export function decodeAliases(request: pb.RegisterResourceRequest): readonly Alias[] {
  return [...request.getAliasurnsList().map((urn) => ({ urn })), ...request.getAliasesList().map(decodeAlias)];
}

function decodeAlias(alias: aliasPb.Alias): Alias {
  const spec = alias.getSpec();
  if (!spec) return { urn: alias.getUrn() };
  const parent = spec.getNoparent() ? null : spec.getParenturn() || undefined;
  return {
    ...(spec.getName() ? { name: spec.getName() } : {}),
    ...(spec.getType() ? { type: spec.getType() } : {}),
    ...(spec.getStack() ? { stack: spec.getStack() } : {}),
    ...(spec.getProject() ? { project: spec.getProject() } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

export function decodeTimeouts(
  timeouts: pb.RegisterResourceRequest.CustomTimeouts | undefined,
): CustomTimeouts | undefined {
  if (!timeouts) return undefined;
  const seconds = {
    create: secondsOf(timeouts.getCreate()),
    update: secondsOf(timeouts.getUpdate()),
    delete: secondsOf(timeouts.getDelete()),
  };
  const given = Object.entries(seconds).filter(([, value]) => value > 0);
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** Seconds of a duration as Go writes it: `1h30m`, `5m`, `10s`, `1.5h`. */
function secondsOf(text: string): number {
  if (text === "" || text === "0") return 0;
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined) throw new InvalidDuration({ text });
  return milliseconds / 1000;
}

export function decodePropertyDependencies(
  request: pb.RegisterResourceRequest,
  properties: PropertyMap,
): Readonly<Record<string, readonly string[]>> {
  const given = request.getPropertydependenciesMap();
  // Old SDKs say only what the whole resource depends on.
  if (given.getLength() === 0)
    return Object.fromEntries(Object.keys(properties).map((key) => [key, request.getDependenciesList()]));
  const dependencies: Record<string, readonly string[]> = {};
  for (const key of Object.keys(properties)) setMember(dependencies, key, []);
  for (const [key, value] of given.entries()) setMember(dependencies, key, value.getUrnsList());
  return dependencies;
}
