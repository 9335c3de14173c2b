import { objectAt } from "../../../../lib/index.ts";
import { isSettled, keyOf, podsWith, resources } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { whileThere } from "./while-there.ts";

/** ResourceQuotas: their limits are in force, and the pods are counted. What pods ask for is not added up. */
export function quotas(context: ControllerContext): Controller {
  const { api } = context;
  return {
    name: "quotas",
    sources: [
      { resource: resources.quotas, keysOf: (quota) => [keyOf(quota)] },
      { resource: resources.pods, keysOf: (pod) => api.list(resources.quotas, pod.metadata.namespace).map(keyOf) },
    ],
    reconcile: whileThere(api, resources.quotas, async (quota) => {
      const hard = objectAt(quota, "spec", "hard");
      const pods = String(podsWith(api, quota.metadata.namespace, (pod) => !isSettled(pod)).length);
      const used = Object.fromEntries(
        Object.keys(hard).map((limit) => [limit, ["pods", "count/pods"].includes(limit) ? pods : "0"]),
      );
      await context.setStatus(resources.quotas, quota, { hard, used });
    }),
  };
}
