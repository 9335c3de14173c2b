import { type JsonObject, textAt, withValue } from "../../../lib/index.ts";
import type { PropertyMap, Registered, Registrations } from "../../../provider/resource-provider.ts";
import { resourceReferenceSignature, signatureKey, unknownValue } from "../../../pulumi/index.ts";
import { annotation } from "../annotations.ts";
import { secretsMarked, toProgram } from "../checkpoint.ts";
import { InvalidResource } from "../errors.ts";
import { idOf } from "../object-identity.ts";
import { neededFirst } from "./object-order.ts";

export interface Bundle {
  readonly objects: readonly JsonObject[];
  /** Before the names of resources; empty for none. */
  readonly prefix: string;
  readonly skipAwait: boolean;
}

/**
 * Registers objects as resources of a component, each when what it needs is there, and returns the component's outputs.
 *
 * @param of the component, for messages
 * @throws {InvalidResource}
 */
export async function registerObjects(bundle: Bundle, of: string, registrations: Registrations): Promise<PropertyMap> {
  const { objects, prefix, skipAwait } = bundle;
  for (const object of objects)
    for (const missing of [["apiVersion"], ["kind"], ["metadata", "name"]])
      if (textAt(object, ...missing) === undefined)
        throw new InvalidResource({ urn: of, why: `an object has no ${missing.join(".")}: ${shown(object)}` });
  const needs = neededFirst(objects, of);
  const started = new Map<number, Promise<Registered>>();
  const registered = (position: number): Promise<Registered> => {
    const running = started.get(position) ?? register(position);
    started.set(position, running);
    return running;
  };
  const register = async (position: number): Promise<Registered> => {
    const object = objects[position] ?? {};
    const dependsOn = await Promise.all((needs[position] ?? []).map(async (need) => (await registered(need)).urn));
    const inputs = skipAwait ? withValue(object, ["metadata", "annotations", annotation.skipAwait], "true") : object;
    return await registrations.register({
      type: typeOf(object),
      name: prefix === "" ? idOf(object) : `${prefix}:${idOf(object)}`,
      inputs: toProgram(secretsMarked(inputs)) as PropertyMap,
      dependsOn,
      retainOnDelete: textAt(object, "metadata", "annotations", "helm.sh/resource-policy") === "keep",
    });
  };
  const settled = await Promise.allSettled(objects.map((_, position) => registered(position)));
  const resources = settled.map((each) => {
    if (each.status === "rejected") throw each.reason;
    const { urn, id } = each.value;
    return { [signatureKey]: resourceReferenceSignature, urn, id: id === "" ? unknownValue : id };
  });
  return { resources };
}

/** Type token of Pulumi's package: `kubernetes:core/v1:Service`, `kubernetes:apps/v1:Deployment`, … */
function typeOf(object: JsonObject): string {
  const apiVersion = textAt(object, "apiVersion") ?? "";
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${textAt(object, "kind") ?? ""}`;
}

/** The start of an object that cannot be named; never values of a Secret. */
const shown = (object: JsonObject): string =>
  JSON.stringify({ ...object, data: undefined, stringData: undefined }).slice(0, 100);
