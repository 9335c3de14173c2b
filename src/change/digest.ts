import { createHash } from "node:crypto";
import type { ManifestFiles } from "./manifest-files.ts";
import type { ShownStep } from "./shown-step.ts";

/** `sha256:` and 64 hexadecimal digits over what a preview said would happen. */
export type PlanDigest = `sha256:${string}`;

/**
 * Names what a plan would change, and the manifests that would be applied after it: equal digests, equal changes.
 *
 * Independent of the order of steps and properties and of secret values; sensitive to every resource, op, property path and
 * known value, to the content of every file that the sync agent builds, and to where and how it builds them.
 */
export function digestOf(steps: readonly ShownStep[], manifests?: ManifestFiles): PlanDigest {
  return hash([...steps.map(lineOf), ...(manifests ? manifestLines(manifests) : [])]);
}

/** Names what several plans would change together: those of an environment by layer, those of a change by environment. */
export function combinedDigest(plans: readonly { readonly name: string; readonly digest: PlanDigest }[]): PlanDigest {
  return hash(plans.map(({ name, digest }) => JSON.stringify([name, digest])));
}

export function isPlanDigest(text: string): text is PlanDigest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** One JSON text per step: no name can run into the next one's. */
function lineOf({ urn, op, paths }: ShownStep): string {
  return JSON.stringify([urn, op, Object.entries(paths).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function manifestLines({ folder, files, settings }: ManifestFiles): readonly string[] {
  const paths = Object.entries(files).map(([path, id]) => JSON.stringify(["manifest", path, id]));
  return [JSON.stringify(["manifests", folder, settings]), ...paths];
}

function hash(lines: readonly string[]): PlanDigest {
  return `sha256:${createHash("sha256").update(lines.toSorted().join("\n")).digest("hex")}`;
}
