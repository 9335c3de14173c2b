import type * as z from "zod";
import type { RawEnvironment } from "./document.ts";
import { environmentDocument } from "./document.ts";
import { definition } from "./known-keys.ts";
import { text } from "./words.ts";

/** The paths of a type's maps: each key is one that the schema has, so a key that is renamed there fails to compile here. */
type KeyPath<T> = T extends readonly unknown[]
  ? readonly []
  : T extends object
    ? readonly [] | { [Key in keyof T & string]: readonly [Key, ...KeyPath<NonNullable<T[Key]>>] }[keyof T & string]
    : readonly [];

/** Where a declaration says what others need to know of it without reading all of it. */
export const keyPaths = {
  extends: ["extends"],
  syncPath: ["spec", "sync", "path"],
  syncAgent: ["spec", "sync", "agent"],
  fluxManifests: ["spec", "sync", "flux", "manifests"],
  dependsOn: ["spec", "dependsOn"],
  peers: ["spec", "network", "peers"],
} as const satisfies Readonly<Record<string, KeyPath<RawEnvironment>>>;

/** Every item of a list, or every value of a map whose keys are free. */
export const each = Symbol("each");
export type TextPath = readonly (string | typeof each)[];

/** Where a declaration may hold text with references to other environments: every place that the schema calls `text`. */
export const textPaths: readonly TextPath[] = pathsOfText(environmentDocument);

function pathsOfText(schema: z.core.$ZodType): readonly TextPath[] {
  if (schema === text) return [[]];
  const below = (step: string | typeof each, child: z.core.$ZodType) =>
    pathsOfText(child).map((path): TextPath => [step, ...path]);
  const def = definition(schema);
  switch (def.type) {
    case "optional":
    case "default":
    case "prefault":
      return pathsOfText(def.innerType);
    case "union":
      return def.options.flatMap(pathsOfText);
    case "object":
      return Object.entries(def.shape).flatMap(([key, child]) => below(key, child));
    case "array":
      return below(each, def.element);
    case "record":
      return below(each, def.valueType);
    default:
      return [];
  }
}
