import { objectAt } from "../../../../lib/index.ts";
import type { KubernetesObject } from "../../api-server/index.ts";
import {
  type Condition,
  conditionsWith,
  isLeaving,
  isReady,
  keyOf,
  labelsOf,
  matches,
  podsWith,
  resources,
} from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { podsOf } from "./rollout-plan.ts";
import { whileThere } from "./while-there.ts";

/** PodDisruptionBudgets: how many of their pods may go right now. */
export function disruptionBudgets(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "disruptionbudgets",
    sources: [
      { resource: resources.budgets, keysOf: (budget) => [keyOf(budget)] },
      {
        resource: resources.pods,
        keysOf: (pod) =>
          api
            .list(resources.budgets, pod.metadata.namespace)
            .filter((budget) => covers(budget, pod))
            .map(keyOf),
      },
    ],
    reconcile: whileThere(api, resources.budgets, (budget) => writeStatus(context, budget)),
  };
}

async function writeStatus(context: ControllerContext, budget: KubernetesObject): Promise<void> {
  const { api, clock } = context;
  const pods = podsWith(api, budget.metadata.namespace, (pod) => covers(budget, pod) && !isLeaving(pod));
  const healthy = pods.filter(isReady).length;
  const { minAvailable, maxUnavailable } = objectAt(budget, "spec");
  const needed =
    maxUnavailable === undefined
      ? podsOf(minAvailable ?? 1, pods.length, "up")
      : Math.max(0, pods.length - podsOf(maxUnavailable, pods.length, "up"));
  const allowed = Math.max(0, healthy - needed);
  const condition: Condition = {
    type: "DisruptionAllowed",
    status: allowed > 0 ? "True" : "False",
    reason: allowed > 0 ? "SufficientPods" : "InsufficientPods",
    message: "",
  };
  await context.setStatus(resources.budgets, budget, {
    observedGeneration: budget.metadata.generation,
    expectedPods: pods.length,
    currentHealthy: healthy,
    desiredHealthy: needed,
    disruptionsAllowed: allowed,
    conditions: conditionsWith(budget, [condition], { clock }),
  });
}

function covers(budget: KubernetesObject, pod: KubernetesObject): boolean {
  return matches(objectAt(budget, "spec", "selector"), labelsOf(pod));
}
