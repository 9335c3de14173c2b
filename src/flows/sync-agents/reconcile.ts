import type { HandledAgents } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";
import { handleEach } from "./handle-each.ts";

export interface ReconcileRequest {
  readonly environments: readonly string[];
  /** Absent: the agents are only asked. */
  readonly timeoutMilliseconds?: number;
}

/** Asks agents to look at Git now, and waits until what they find there is applied and healthy. */
export function reconcileEnvironments(
  { environments, timeoutMilliseconds }: ReconcileRequest,
  ports: Pick<FlowPorts, "git" | "syncAgents">,
): Promise<readonly HandledAgents[]> {
  return handleEach(environments, ports, async (desired): Promise<HandledAgents> => {
    const { environment } = desired;
    const convergence = await ports.syncAgents.reconcile(desired, timeoutMilliseconds);
    switch (convergence.kind) {
      case "converged":
        return { environment, kind: "converged", commit: convergence.commit };
      case "not-converged":
        return { environment, kind: "failed", problem: convergence.problem };
      default:
        return { environment, kind: "asked" };
    }
  });
}
