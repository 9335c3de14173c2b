import { Output, Resource } from "@pulumi/pulumi";
import type { ResourceOutputs } from "./define-resources.ts";
import { ResourcesOutputsInvalid } from "./errors.ts";

/**
 * What a file returned, as outputs by key.
 *
 * A resource is none: it would be written with everything that the SDK keeps in it, or refers to itself.
 *
 * @throws {ResourcesOutputsInvalid} naming the key
 */
export function outputsIn(returned: unknown, file: string): ResourceOutputs {
  if (returned === undefined) return {};
  const problem = Output.isInstance(returned) ? "an output, whose keys only a run tells" : kindOf(returned);
  if (problem !== undefined) throw new ResourcesOutputsInvalid({ file, problem });
  for (const [key, value] of Object.entries(returned as ResourceOutputs)) {
    const inside = problemIn(value, key, []);
    if (inside !== undefined) throw new ResourcesOutputsInvalid({ file, problem: inside });
  }
  return returned as ResourceOutputs;
}

function kindOf(returned: unknown): string | undefined {
  if (Array.isArray(returned)) return "a list";
  if (returned === null) return "a value of type null";
  return typeof returned === "object" ? undefined : `a value of type ${typeof returned}`;
}

function problemIn(value: unknown, path: string, above: readonly unknown[]): string | undefined {
  if (Resource.isInstance(value)) return `a resource as ${path}, where one of its outputs is meant, such as its id`;
  if (typeof value === "function") return `a function as ${path}`;
  if (typeof value !== "object" || value === null || Output.isInstance(value) || value instanceof Promise)
    return undefined;
  if (above.includes(value)) return `${path}, which holds itself`;
  for (const [key, member] of Object.entries(value)) {
    const inside = problemIn(member, `${path}.${key}`, [...above, value]);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
