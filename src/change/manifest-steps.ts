import { memberOf } from "../lib/index.ts";
import type { ManifestFiles } from "./manifest-files.ts";
import type { StepOp } from "./plan.ts";
import type { ShownStep } from "./shown-step.ts";

/** What an agent that was handed `before` would do about `now`, file by file, in the order of paths. */
export function manifestSteps(before: ManifestFiles | undefined, now: ManifestFiles): readonly ShownStep[] {
  const known = before?.files ?? {};
  const files = [...new Set([...Object.keys(known), ...Object.keys(now.files)])]
    .toSorted()
    .filter((path) => memberOf(known, path) !== memberOf(now.files, path))
    .map((path) => step(path, opOf(memberOf(known, path), memberOf(now.files, path)), memberOf(now.files, path)));
  return before && before.settings !== now.settings ? [...files, step(now.folder, "update", now.settings)] : files;
}

function opOf(before: string | undefined, now: string | undefined): StepOp {
  if (before === undefined) return "create";
  return now === undefined ? "delete" : "update";
}

function step(path: string, op: StepOp, content: string | undefined): ShownStep {
  return { urn: path, op, paths: content === undefined ? {} : { content } };
}
