import { type JsonObject, textAt } from "../../lib/index.ts";

/** Annotations through which a program tells the provider what to do with one resource. */
export const annotation = {
  autonamed: "pulumi.com/autonamed",
  skipAwait: "pulumi.com/skipAwait",
  waitFor: "pulumi.com/waitFor",
  timeoutSeconds: "pulumi.com/timeoutSeconds",
  replaceUnready: "pulumi.com/replaceUnready",
  patchForce: "pulumi.com/patchForce",
  patchFieldManager: "pulumi.com/patchFieldManager",
  deletionPropagation: "pulumi.com/deletionPropagationPolicy",
} as const;

export function annotationOf(object: JsonObject, key: string): string | undefined {
  return textAt(object, "metadata", "annotations", key);
}

export function isAnnotated(object: JsonObject, key: string): boolean {
  return annotationOf(object, key) === "true";
}

/** `Foreground` unless the program says otherwise. */
export function deletionPropagation(inputs: JsonObject): "Foreground" | "Background" | "Orphan" {
  const wanted = annotationOf(inputs, annotation.deletionPropagation)?.toLowerCase();
  if (wanted === "background") return "Background";
  return wanted === "orphan" ? "Orphan" : "Foreground";
}

/** What the program allows an operation to take, in seconds; a custom timeout of the engine ends it besides. */
export function timeoutSeconds(inputs: JsonObject, otherwise: number): number {
  const seconds = Number(annotationOf(inputs, annotation.timeoutSeconds));
  return Number.isFinite(seconds) && seconds > 0 ? seconds : otherwise;
}
