import { isObject } from "../../../../lib/index.ts";
import type { TypeNode } from "./type-node.ts";

const embeddedMeta = new Set(["apiVersion", "kind", "metadata"]);

/**
 * Removes, in place, the fields that a custom resource's schema does not declare.
 *
 * Fields below `x-kubernetes-preserve-unknown-fields` stay, unless declared there with a schema of their own.
 * @returns the paths of what was removed
 */
export function prune(type: TypeNode, value: unknown): readonly string[] {
  const removed: string[] = [];

  const visit = (node: TypeNode, current: unknown, path: string): void => {
    if (Array.isArray(current)) {
      if (node.shape === "list")
        for (const [index, item] of current.entries()) visit(node.items, item, `${path}[${index}]`);
      return;
    }
    if (!isObject(current) || node.shape === "any") return;
    const embedded = node.schema["x-kubernetes-embedded-resource"] === true;
    for (const [name, child] of Object.entries(current)) {
      const field = node.field(name) ?? node.values;
      const where = path === "" ? name : `${path}.${name}`;
      if (field !== undefined) visit(field, child, where);
      else if (!(embedded && embeddedMeta.has(name)) && !node.keepsUnknown) {
        delete current[name];
        removed.push(where);
      }
    }
  };

  visit(type, value, "");
  return removed;
}
