import type { EnvironmentPreview, EnvironmentRun, HeldUpBy, Problem } from "../../change/index.ts";
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
  | { readonly kind: "environment-run"; readonly version: 1; readonly environment: EnvironmentRunJson }
  /** While the agents of an environment are waited for: what they say, and the objects that hold them up. */
  | {
      readonly kind: "environment-waiting";
      readonly version: 1;
      readonly environment: NamedJson;
      readonly message: string;
      readonly heldUpBy: readonly HeldUpBy[];
    }
  /** Every agent of the environment says that the commit is applied and healthy. */
  | {
      readonly kind: "converged";
      readonly version: 1;
      readonly environment: NamedJson;
      readonly commit: string;
    }
  /** They did not get there, and are not waited for any more. */
  | {
      readonly kind: "diverged";
      readonly version: 1;
      readonly environment: NamedJson;
      readonly problem: Problem;
      readonly heldUpBy: readonly HeldUpBy[];
    };

interface NamedJson {
  readonly name: string;
}

export function streamedPreview(preview: EnvironmentPreview): StreamedJson {
  return { kind: "environment-preview", version: 1, environment: environmentPreviewJson(preview) };
}

export function streamedRun(run: EnvironmentRun): StreamedJson {
  return { kind: "environment-run", version: 1, environment: environmentRunJson(run) };
}

export function streamedWaiting(waiting: {
  readonly environment: string;
  readonly message: string;
  readonly heldUpBy: readonly HeldUpBy[];
}): StreamedJson {
  const { environment: name, message, heldUpBy } = waiting;
  return { kind: "environment-waiting", version: 1, environment: { name }, message, heldUpBy };
}

export function streamedConverged(converged: { readonly environment: string; readonly commit: string }): StreamedJson {
  return { kind: "converged", version: 1, environment: { name: converged.environment }, commit: converged.commit };
}

export function streamedDiverged(diverged: {
  readonly environment: string;
  readonly problem: Problem;
  readonly heldUpBy: readonly HeldUpBy[];
}): StreamedJson {
  const { environment: name, problem, heldUpBy } = diverged;
  return { kind: "diverged", version: 1, environment: { name }, problem, heldUpBy };
}
