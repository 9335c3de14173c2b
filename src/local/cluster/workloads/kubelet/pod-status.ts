import { at, type Clock, type JsonObject, listAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import { addressFor, type Condition, conditionsWith, shortHash, timestamp } from "../objects/index.ts";
import { cannotBePulled } from "./images.ts";

/** What is known of a container that really runs. */
export type ContainerRun =
  | { readonly state: "running"; readonly startedAt: string; readonly restarts: number; readonly last?: ContainerExit }
  | {
      readonly state: "waiting";
      readonly reason: string;
      readonly message: string;
      readonly restarts: number;
      readonly last?: ContainerExit;
    };

export interface ContainerExit {
  readonly exitCode: number;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface PodFacts {
  readonly pod: KubernetesObject;
  /** Addresses of the node that the pod is on. */
  readonly hostIp: string;
  /** Runs of the containers that really run, by container name. */
  readonly runs: ReadonlyMap<string, ContainerRun>;
  /** Why a container cannot be made, by container name: what it refers to is not there. */
  readonly misconfigured: ReadonlyMap<string, string>;
  readonly clock: Clock;
}

/** The status of a pod that is placed on a node. */
export function podStatus({ pod, hostIp, runs, misconfigured, clock }: PodFacts): JsonObject {
  const initContainers = listAt(pod, "spec", "initContainers");
  const containers = listAt(pod, "spec", "containers");
  const startTime = textAt(pod, "status", "startTime") ?? timestamp(clock);
  const before = new Map(
    [...listAt(pod, "status", "initContainerStatuses"), ...listAt(pod, "status", "containerStatuses")].map((status) => [
      textAt(status, "name") ?? "",
      status,
    ]),
  );
  const restarts = (textAt(pod, "spec", "restartPolicy") ?? "Always") === "Always";
  const initStatuses = initContainers.map((container) =>
    containerStatus(container, {
      before,
      run: undefined,
      problem: misconfigured,
      completes: true,
      isInit: true,
      startTime,
    }),
  );
  const initialized = initStatuses.every((status) => status["ready"] === true);
  const statuses = containers.map((container) => {
    if (!initialized) return waitingStatus(container, "PodInitializing", undefined, 0);
    const run = runs.get(textAt(container, "name") ?? "");
    const completes = !restarts && run === undefined;
    return containerStatus(container, { before, run, problem: misconfigured, completes, isInit: false, startTime });
  });

  const allReady = initialized && statuses.every((status) => status["ready"] === true);
  const allDone =
    initialized && statuses.every((status) => textAt(status, "state", "terminated", "reason") === "Completed");
  const anyStarted = statuses.some((status) => status["started"] === true);
  const notReady = statuses.filter((status) => status["ready"] !== true).map((status) => String(status["name"]));
  const podIp = at(pod, "spec", "hostNetwork") === true ? hostIp : addressFor(pod.metadata.uid ?? "", "10.4");
  return {
    phase: allDone ? "Succeeded" : anyStarted || allReady ? "Running" : "Pending",
    conditions: conditionsWith(pod, conditionsOf({ initialized, allReady, allDone, notReady }), { clock }),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    podIP: podIp,
    podIPs: [{ ip: podIp }],
    startTime,
    ...(initStatuses.length === 0 ? {} : { initContainerStatuses: initStatuses }),
    containerStatuses: statuses,
    qosClass: qosOf(containers),
    observedGeneration: pod.metadata.generation,
  };
}

interface ContainerFacts {
  readonly before: ReadonlyMap<string, unknown>;
  readonly run: ContainerRun | undefined;
  readonly problem: ReadonlyMap<string, string>;
  /** Whether the container runs to its end by itself. An init container counts as ready then, another does not. */
  readonly completes: boolean;
  readonly isInit: boolean;
  readonly startTime: string;
}

function containerStatus(container: unknown, facts: ContainerFacts): JsonObject {
  const name = textAt(container, "name") ?? "";
  const image = textAt(container, "image") ?? "";
  const restarts = facts.run?.restarts ?? 0;
  const last = facts.run?.last;
  if (cannotBePulled(image)) return pullFailure(container, facts.before.get(name));
  const problem = facts.problem.get(name);
  if (problem !== undefined) return waitingStatus(container, "CreateContainerConfigError", problem, restarts);
  if (facts.run?.state === "waiting") {
    return waitingStatus(container, facts.run.reason, facts.run.message, restarts, last);
  }
  const common = { ...identity(container), restartCount: restarts, lastState: last === undefined ? {} : ended(last) };
  if (facts.completes) {
    const exit = { exitCode: 0, startedAt: facts.startTime, finishedAt: facts.startTime };
    return { ...common, ready: facts.isInit, started: false, state: ended(exit) };
  }
  const startedAt =
    facts.run?.startedAt ?? textAt(facts.before.get(name), "state", "running", "startedAt") ?? facts.startTime;
  return { ...common, ready: true, started: true, state: { running: { startedAt } } };
}

function pullFailure(container: unknown, before: unknown): JsonObject {
  const image = textAt(container, "image") ?? "";
  const failedBefore = ["ErrImagePull", "ImagePullBackOff"].includes(
    textAt(before, "state", "waiting", "reason") ?? "",
  );
  return failedBefore
    ? waitingStatus(container, "ImagePullBackOff", `Back-off pulling image "${image}": not found`, 0)
    : waitingStatus(container, "ErrImagePull", `failed to pull and unpack image "${image}": not found`, 0);
}

function waitingStatus(
  container: unknown,
  reason: string,
  message: string | undefined,
  restartCount: number,
  last?: ContainerExit,
): JsonObject {
  return {
    name: textAt(container, "name"),
    image: textAt(container, "image"),
    imageID: "",
    restartCount,
    lastState: last === undefined ? {} : ended(last),
    ready: false,
    started: false,
    state: { waiting: { reason, ...(message === undefined ? {} : { message }) } },
  };
}

function identity(container: unknown): JsonObject {
  const image = textAt(container, "image") ?? "";
  const id = shortHash(`${image}/${textAt(container, "name") ?? ""}`, 24);
  return { name: textAt(container, "name"), image, imageID: `local://${image}`, containerID: `local://${id}` };
}

function ended({ exitCode, startedAt, finishedAt }: ContainerExit): JsonObject {
  return { terminated: { exitCode, reason: exitCode === 0 ? "Completed" : "Error", startedAt, finishedAt } };
}

function conditionsOf(facts: {
  readonly initialized: boolean;
  readonly allReady: boolean;
  readonly allDone: boolean;
  readonly notReady: readonly string[];
}): readonly Condition[] {
  const missing = {
    reason: "ContainersNotReady",
    message: `containers with unready status: [${facts.notReady.join(" ")}]`,
  };
  const readiness = (type: string): Condition =>
    facts.allDone
      ? { type, status: "False", reason: "PodCompleted" }
      : facts.allReady
        ? { type, status: "True" }
        : { type, status: "False", ...missing };
  return [
    { type: "PodScheduled", status: "True" },
    facts.initialized
      ? { type: "Initialized", status: "True", ...(facts.allDone ? { reason: "PodCompleted" } : {}) }
      : { type: "Initialized", status: "False", reason: "ContainersNotInitialized" },
    readiness("ContainersReady"),
    readiness("Ready"),
  ];
}

/** `Guaranteed` when every container's requests equal its limits, `BestEffort` when none has any. */
function qosOf(containers: readonly unknown[]): string {
  const names = ["cpu", "memory"] as const;
  const value = (container: unknown, part: string, name: string): string | undefined =>
    textAt(container, "resources", part, name);
  const any = containers.some((container) =>
    names.some((name) => value(container, "limits", name) ?? value(container, "requests", name)),
  );
  if (!any) return "BestEffort";
  const guaranteed = containers.every((container) =>
    names.every((name) => {
      const limit = value(container, "limits", name);
      return limit !== undefined && (value(container, "requests", name) ?? limit) === limit;
    }),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
