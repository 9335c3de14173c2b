import path from "node:path";
import { TestAgent } from "../../scenario/agent-harness/agent-process.ts";
import { type Side, syncNamespace } from "./side.ts";

/** An agent at work in a cluster. */
export interface RunningAgent {
  /** The end of what it has logged. */
  readonly logs: () => string;
  /** Of its processes. */
  readonly pids: readonly number[];
  /** Ends it without a warning. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts our agent for the namespace of the cases. */
export function startOurs(
  side: Pick<Side, "kubeconfig" | "folder">,
  { namespace = syncNamespace, allNamespaces = false } = {},
): RunningAgent {
  const agent = new TestAgent(
    [
      `--kubeconfig=${side.kubeconfig}`,
      ...(allNamespaces ? [] : [`--watch-namespace=${namespace}`]),
      `--namespace=${namespace}`,
      `--storage-path=${path.join(side.folder, "storage")}`,
      "--concurrency=30",
      "--lease-duration=5s",
      "--endpoint=off",
    ],
    {},
  );
  return {
    logs: () => agent.output.slice(-4000),
    pids: [agent.pid],
    kill: () => agent.end("SIGKILL"),
    stop: () => agent.end(),
  };
}
