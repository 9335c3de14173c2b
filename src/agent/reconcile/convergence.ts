import type { Condition } from "../../kubernetes/flux/index.ts";
import type { AgentEvent } from "../observe/index.ts";
import type { Verdict } from "./verdict.ts";

/** What was said before a pass. */
export interface SaidBefore {
  readonly ready: Pick<Condition, "status"> | undefined;
  readonly appliedRevision: string | undefined;
}

/**
 * The event by which those who watch an environment learn that its cluster came to a revision, or is away from it; `undefined` where a pass
 * found what was said before, or is still on its way.
 */
export function convergenceEvent(
  { ready: before, appliedRevision }: SaidBefore,
  { conditions, applied, attempted }: Verdict,
): Omit<AgentEvent, "about"> | undefined {
  const ready = conditions.find(({ type }) => type === "Ready");
  if (ready?.status === "True" && applied !== undefined) {
    if (before?.status === "True" && appliedRevision === applied) return undefined;
    return { type: "Normal", reason: "Converged", message: `The cluster stands at ${applied}`, revision: applied };
  }
  if (ready?.status !== "False" || before?.status === "False" || attempted === undefined) return undefined;
  const message = `The cluster does not stand at ${attempted}: ${ready.message}`;
  return { type: "Warning", reason: "Diverged", message, revision: attempted };
}
