import type { EngineEvent } from "../../engine/index.ts";
import type { ProgressEvent } from "../../flows/ports.ts";

/** Ops that nobody watches for. */
const quiet = new Set(["same", "read", "refresh"]);

/** Tells of each resource as the engine works on it. */
export function engineProgress(
  environment: string,
  onProgress: (event: ProgressEvent) => void,
): (event: EngineEvent) => void {
  const tell = (metadata: { op: string; urn: string } | undefined, state: "running" | "done" | "failed") => {
    if (metadata && !quiet.has(metadata.op))
      onProgress({ kind: "resource", environment, op: metadata.op, urn: metadata.urn, state });
  };
  return (event) => {
    tell(event.resourcePreEvent?.metadata, "running");
    tell(event.resOutputsEvent?.metadata, "done");
    tell(event.resOpFailedEvent?.metadata, "failed");
  };
}
