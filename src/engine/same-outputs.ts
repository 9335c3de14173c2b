import { isObject, sameJson, without } from "../lib/index.ts";

/** Metadata that the API server and controllers write. Annotations that are declared are among the inputs. Source: Kubernetes' `ObjectMeta`. */
const writtenByOthers = ["annotations", "finalizers", "generation", "managedFields", "resourceVersion"] as const;

/**
 * Whether a provider answers the same of a resource as before. What controllers say of an object of Kubernetes is another thing at every
 * step that they take, and says nothing of what was declared: its status, what the server counts, and their notes in its metadata.
 */
export function sameOutputs(type: string, before: unknown, now: unknown): boolean {
  if (!type.startsWith("kubernetes:")) return sameJson(before, now);
  return sameJson(declaredIn(before), declaredIn(now));
}

function declaredIn(outputs: unknown): unknown {
  if (!isObject(outputs)) return outputs;
  const { status: _, ...rest } = outputs;
  const { metadata } = rest;
  return isObject(metadata) ? { ...rest, metadata: without(metadata, ...writtenByOthers) } : rest;
}
