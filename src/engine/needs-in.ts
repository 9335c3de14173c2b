import { isObject, listAt, textAt } from "../lib/index.ts";
import type { UntypedDeployment } from "./engine.ts";

/**
 * By URN, what each resource of an exported deployment needs: what it depends on, its parent, what it is deleted with, and its provider,
 * which may be configured by another resource.
 */
export function needsIn({ deployment }: UntypedDeployment): ReadonlyMap<string, readonly string[]> {
  const resources = listAt(deployment, "resources").filter(isObject);
  return new Map(
    resources.flatMap((resource): readonly (readonly [string, readonly string[]])[] => {
      const urn = textAt(resource, "urn");
      if (urn === undefined) return [];
      const direct = listAt(resource, "dependencies").filter((each) => typeof each === "string");
      // A provider is named by its URN and its id.
      const provider = textAt(resource, "provider")?.replace(/::[^:]*$/u, "");
      const others = [textAt(resource, "parent"), textAt(resource, "deletedWith"), provider];
      return [[urn, [...direct, ...others.filter((each) => each !== undefined)]]];
    }),
  );
}
