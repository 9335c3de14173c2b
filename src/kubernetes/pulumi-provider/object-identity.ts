import { createHash } from "node:crypto";
import { at, type JsonObject, textAt, withValue } from "../../lib/index.ts";
import { madeUpHex } from "../../provider/made-up.ts";
import { isUnknown } from "../../pulumi/index.ts";
import { annotation, isAnnotated } from "./annotations.ts";

/**
 * Inputs with a name: their own, the one that was made up for them before, or a new one from the resource's name.
 *
 * A made-up name is marked with `pulumi.com/autonamed` and differs from seed to seed, so that a replacement can stand beside what it replaces.
 */
export function withName(
  inputs: JsonObject,
  request: { resourceName: string; oldInputs: JsonObject | undefined; randomSeed: Uint8Array | undefined },
): JsonObject {
  const { resourceName, oldInputs, randomSeed } = request;
  const metadata = at(inputs, "metadata");
  if (isUnknown(metadata) || isUnknown(at(metadata, "name")) || isUnknown(at(metadata, "generateName"))) return inputs;
  if (textAt(metadata, "name") || textAt(metadata, "generateName")) return inputs;

  const before = oldInputs !== undefined && isAnnotated(oldInputs, annotation.autonamed);
  const name =
    (before ? textAt(oldInputs, "metadata", "name") : undefined) ?? `${resourceName}-${madeUpHex(randomSeed, 8)}`;
  const named = withValue(inputs, ["metadata", "name"], name);
  return isUnknown(at(named, "metadata", "annotations"))
    ? named
    : withValue(named, ["metadata", "annotations", annotation.autonamed], "true");
}

/** `Deployment shop/web (apps/v1)`: how messages call an object. */
export function describe(object: JsonObject): string {
  return `${textAt(object, "kind") ?? "object"} ${idOf(object)} (${textAt(object, "apiVersion") ?? "?"})`;
}

/** The id of an object in Pulumi: `<namespace>/<name>`, or the name alone for what has no namespace. */
export function idOf(object: JsonObject): string {
  const namespace = textAt(object, "metadata", "namespace");
  const name = textAt(object, "metadata", "name") ?? "";
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

export function parseId(id: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { namespace: undefined, name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/**
 * The field manager of a resource: what its annotation says, what its state says, or one that follows from its URN.
 *
 * That it follows from the URN lets a creation that was cut short recognize its own object when it is repeated.
 */
export function fieldManagerOf(urn: string, inputs: JsonObject, remembered: string | undefined): string {
  return textAt(inputs, "metadata", "annotations", annotation.patchFieldManager) || remembered || ownFieldManager(urn);
}

export function ownFieldManager(urn: string): string {
  return `pulumi-kubernetes-${createHash("sha256").update(urn).digest("hex").slice(0, 8)}`;
}
