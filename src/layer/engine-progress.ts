import type { EngineEvent } from "../engine/index.ts";
import type { ProgressEvent } from "./progress.ts";

/** Ops that change nothing: a screen that showed them would show nothing else. */
const quiet = new Set(["same", "read", "refresh"]);

/** Reports each resource as the engine works on it. */
export function engineProgress(
  environment: string,
  onProgress: (event: ProgressEvent) => void,
): (event: EngineEvent) => void {
  const report = (metadata: { op: string; urn: string } | undefined, state: "running" | "done" | "failed") => {
    if (metadata && !quiet.has(metadata.op))
      onProgress({ kind: "resource", environment, op: metadata.op, urn: metadata.urn, state });
  };
  return (event) => {
    report(event.resourcePreEvent?.metadata, "running");
    report(event.resOutputsEvent?.metadata, "done");
    report(event.resOpFailedEvent?.metadata, "failed");
  };
}
