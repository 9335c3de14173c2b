import { isObject, type JsonObject, objectAt, setMember, textAt, withoutValue } from "../../lib/index.ts";
import type { PropertyMap } from "../../provider/resource-provider.ts";
import { secretOf } from "../../pulumi/index.ts";
import { withKeys } from "./json.ts";

/** Keys beside the object's own in the outputs of a resource, as Pulumi's provider keeps them in a checkpoint. */
const keys = { inputs: "__inputs", initialApiVersion: "__initialApiVersion", fieldManager: "__fieldManager" } as const;

export interface Checkpoint {
  /** The object as the API server last answered with it. */
  readonly live: JsonObject;
  readonly inputs: JsonObject;
  readonly initialApiVersion: string;
  readonly fieldManager: string;
}

/**
 * The outputs of a resource, in the form in which Pulumi's own provider writes and reads them, so that either can go on.
 *
 * Values of Secrets are marked as secret, and so are all inputs: which of them the program called secret is not known here.
 */
export function outputsOf({ live, inputs, initialApiVersion, fieldManager }: Checkpoint): PropertyMap {
  return {
    ...(toProgram(secretsMarked(withoutValue(live, ["metadata", "managedFields"]))) as JsonObject),
    [keys.inputs]: secretOf(toProgram(inputs)),
    [keys.initialApiVersion]: initialApiVersion,
    [keys.fieldManager]: fieldManager,
  };
}

/** Reads {@link outputsOf}, or the same of Pulumi's own provider. */
export function checkpointOf(outputs: PropertyMap): Partial<Checkpoint> & { readonly live: JsonObject } {
  const { [keys.inputs]: inputs, [keys.initialApiVersion]: version, [keys.fieldManager]: manager, ...live } = outputs;
  return {
    live: fromProgram(live),
    ...(isObject(inputs) ? { inputs: fromProgram(inputs) } : {}),
    ...(typeof version === "string" ? { initialApiVersion: version } : {}),
    ...(typeof manager === "string" ? { fieldManager: manager } : {}),
  };
}

/** A copy in which the values of a Secret are marked for Pulumi to encrypt. */
export function secretsMarked(object: JsonObject): JsonObject {
  if (textAt(object, "kind") !== "Secret" || textAt(object, "apiVersion") !== "v1") return object;
  const marked = { ...object };
  for (const key of ["data", "stringData"]) if (key in object) setMember(marked, key, secretOf(objectAt(object, key)));
  return marked;
}

/** The SDK writes the dashes of a CRD's `x-kubernetes-…` keys as underscores. */
export function fromProgram(properties: PropertyMap): JsonObject {
  return withKeys(properties, (key) =>
    key.startsWith("x_kubernetes_") ? key.replaceAll("_", "-") : key,
  ) as JsonObject;
}

export function toProgram(value: unknown): unknown {
  return withKeys(value, (key) => (key.startsWith("x-kubernetes-") ? key.replaceAll("-", "_") : key));
}
