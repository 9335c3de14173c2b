import { randomUUID } from "node:crypto";
import { at, type JsonObject, listAt, numberAt, textAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  type Condition,
  conditionsWith,
  isLeaving,
  isReady,
  isSettled,
  keyOf,
  keysOfController,
  ownedBy,
  podsWith,
  resources,
  shortHash,
  timestamp,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { podOf } from "./pod-of.ts";
import { whileThere } from "./while-there.ts";

/** Jobs: pods until enough of them have completed, or too many have failed. */
export function jobs(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "jobs",
    sources: [
      { resource: resources.jobs, keysOf: (object) => [keyOf(object)] },
      { resource: resources.pods, keysOf: keysOfController("Job") },
    ],
    reconcile: whileThere(api, resources.jobs, async (job) => {
      if (isFinished(job)) return removeWhenDue(context, job);
      await keepPods(context, job);
      return writeStatus(context, job);
    }),
  };
}

async function keepPods(context: ControllerContext, job: KubernetesObject): Promise<void> {
  const { api } = context;
  const { active, succeeded, failed } = podsOfJob(context, job);
  if (at(job, "spec", "suspend") === true || failed > (numberAt(job, "spec", "backoffLimit") ?? 6)) {
    for (const pod of active) await api.delete(resources.pods, pod.metadata.name, pod.metadata.namespace);
    return;
  }
  const parallelism = numberAt(job, "spec", "parallelism") ?? 1;
  const left = completionsOf(job) - succeeded;
  for (let missing = Math.min(parallelism, left) - active.length; missing > 0; missing--) {
    const name = `${job.metadata.name}-${shortHash(randomUUID(), 5)}`;
    await api.create(podOf(job, at(job, "spec", "template"), { name, labels: labelsOfPods(job) }));
  }
}

async function writeStatus(context: ControllerContext, job: KubernetesObject): Promise<number | undefined> {
  const { api, clock } = context;
  const { name, namespace } = job.metadata;
  const current = api.get(resources.jobs, name, namespace);
  if (current === undefined) return undefined;
  const { active, succeeded, failed } = podsOfJob(context, current);
  const conditions = conditionsOf(current, succeeded, failed);
  const complete = conditions.some(({ type, status }) => type === "Complete" && status === "True");
  const suspended = at(current, "spec", "suspend") === true;
  const status: JsonObject = {
    startTime: suspended ? undefined : (textAt(current, "status", "startTime") ?? timestamp(clock)),
    completionTime: complete ? timestamp(clock) : undefined,
    active: active.length || undefined,
    ready: active.filter(isReady).length,
    terminating: 0,
    succeeded: succeeded || undefined,
    failed: failed || undefined,
    uncountedTerminatedPods: {},
    conditions: conditions.length === 0 ? undefined : conditionsWith(current, conditions, { clock }),
  };
  await context.setStatus(resources.jobs, current, status);
  return undefined;
}

function conditionsOf(job: KubernetesObject, succeeded: number, failed: number): readonly Condition[] {
  if (at(job, "spec", "suspend") === true) {
    return [{ type: "Suspended", status: "True", reason: "JobSuspended", message: "Job suspended" }];
  }
  if (succeeded >= completionsOf(job)) {
    const why = { reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
    return [
      { type: "SuccessCriteriaMet", status: "True", ...why },
      { type: "Complete", status: "True", ...why },
    ];
  }
  if (failed <= (numberAt(job, "spec", "backoffLimit") ?? 6)) return [];
  const why = { reason: "BackoffLimitExceeded", message: "Job has reached the specified backoff limit" };
  return [
    { type: "FailureTarget", status: "True", ...why },
    { type: "Failed", status: "True", ...why },
  ];
}

async function removeWhenDue({ api, clock }: ControllerContext, job: KubernetesObject): Promise<number | undefined> {
  const seconds = numberAt(job, "spec", "ttlSecondsAfterFinished");
  if (seconds === undefined) return undefined;
  const finished = listAt(job, "status", "conditions").find((condition) =>
    ["Complete", "Failed"].includes(textAt(condition, "type") ?? ""),
  );
  const due = Date.parse(textAt(finished, "lastTransitionTime") ?? "") + seconds * 1000;
  const left = due - clock.now().getTime();
  if (left > 0) return left;
  await api.delete(resources.jobs, job.metadata.name, job.metadata.namespace);
  return undefined;
}

function podsOfJob({ api }: ControllerContext, job: KubernetesObject) {
  const pods = podsWith(api, job.metadata.namespace, ownedBy(job));
  const ended = (phase: string): number => pods.filter((pod) => textAt(pod, "status", "phase") === phase).length;
  const active = pods.filter((pod) => !isSettled(pod) && !isLeaving(pod));
  return { active, succeeded: ended("Succeeded"), failed: ended("Failed") };
}

function isFinished(job: KubernetesObject): boolean {
  return listAt(job, "status", "conditions").some(
    (condition) =>
      ["Complete", "Failed"].includes(textAt(condition, "type") ?? "") && textAt(condition, "status") === "True",
  );
}

/** A work queue without a number of completions is done when the first of its pods is. */
function completionsOf(job: KubernetesObject): number {
  return numberAt(job, "spec", "completions") ?? 1;
}

function labelsOfPods(job: KubernetesObject): Readonly<Record<string, string>> {
  const { name, uid = "" } = job.metadata;
  return {
    "batch.kubernetes.io/job-name": name,
    "batch.kubernetes.io/controller-uid": uid,
    "job-name": name,
    "controller-uid": uid,
  };
}
