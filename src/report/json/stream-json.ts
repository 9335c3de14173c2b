import type { EnvironmentPreview, EnvironmentRun } from "../../change/index.ts";
import { type EnvironmentPreviewJson, environmentPreviewJson } from "./preview-json.ts";
import { type EnvironmentRunJson, environmentRunJson } from "./run-json.ts";

/**
 * What `--json-stream` prints before the result, one line each, in the order in which environments are done. A program that reads
 * it passes over kinds that it does not know; within a version members are added, never changed.
 *
 * The last line is what `--json` prints, on one line: the whole result, in which all that was streamed stands again, or the error. A
 * stream without it was cut off, and says nothing of environments that are not in it.
 */
export type StreamedJson =
  | {
      readonly kind: "environment-preview";
      readonly version: 1;
      readonly environment: EnvironmentPreviewJson;
    }
  /** Of `up`. */
  | { readonly kind: "environment-run"; readonly version: 1; readonly environment: EnvironmentRunJson };

export function streamedPreview(preview: EnvironmentPreview): StreamedJson {
  return { kind: "environment-preview", version: 1, environment: environmentPreviewJson(preview) };
}

export function streamedRun(run: EnvironmentRun): StreamedJson {
  return { kind: "environment-run", version: 1, environment: environmentRunJson(run) };
}
