import { at, type JsonObject, listOf, numberOf, objectOf, stringOf, textOf } from "../../../../lib/index.ts";
import { ageColumn, ageOf, type Column, nameColumn, text } from "./column.ts";

const statuses = (pod: JsonObject, field = "containerStatuses"): readonly JsonObject[] =>
  listOf(at(pod, "status", field)).map(objectOf);

/** One word for a pod: why it is not running, or its phase. */
export function podStatus(pod: JsonObject): string {
  const deleting = at(pod, "metadata", "deletionTimestamp") !== undefined;
  if (deleting) return "Terminating";
  let reason = stringOf(at(pod, "status", "reason")) ?? stringOf(at(pod, "status", "phase")) ?? "Unknown";
  const initials = statuses(pod, "initContainerStatuses");
  const waitingInitial = initials.findIndex(({ state }) => at(state, "terminated", "exitCode") !== 0);
  if (waitingInitial >= 0) {
    const state = objectOf(initials[waitingInitial]?.state);
    const why = stringOf(at(state, "terminated", "reason")) ?? stringOf(at(state, "waiting", "reason"));
    if (why !== undefined && why !== "PodInitializing") return `Init:${why}`;
    return `Init:${waitingInitial}/${listOf(at(pod, "spec", "initContainers")).length}`;
  }
  for (const { state } of statuses(pod).toReversed()) {
    reason =
      stringOf(at(state, "waiting", "reason")) ?? terminatedReason(objectOf(objectOf(state).terminated)) ?? reason;
  }
  return reason;
}

function terminatedReason(terminated: JsonObject): string | undefined {
  const code = numberOf(terminated.exitCode);
  return stringOf(terminated.reason) ?? (code === undefined ? undefined : `ExitCode:${code}`);
}

function readyOf(pod: JsonObject): string {
  return `${statuses(pod).filter(({ ready }) => ready === true).length}/${listOf(at(pod, "spec", "containers")).length}`;
}

const restarts: Column = {
  name: "Restarts",
  type: "string",
  cell: (pod, now) => {
    const total = statuses(pod).reduce((sum, { restartCount }) => sum + (numberOf(restartCount) ?? 0), 0);
    const ends = statuses(pod)
      .map(({ lastState }) => stringOf(at(lastState, "terminated", "finishedAt")))
      .filter((time) => time !== undefined)
      .toSorted();
    const last = ends.at(-1);
    return total > 0 && last !== undefined ? `${total} (${ageOf(last, now)} ago)` : textOf(total);
  },
};

export const podColumns: readonly Column[] = [
  nameColumn,
  text("Ready", readyOf),
  text("Status", podStatus),
  restarts,
  ageColumn,
  text("IP", (pod) => at(pod, "status", "podIP"), 1),
  text("Node", (pod) => at(pod, "spec", "nodeName"), 1),
  text("Nominated Node", (pod) => at(pod, "status", "nominatedNodeName"), 1),
  text("Readiness Gates", () => undefined, 1),
];
