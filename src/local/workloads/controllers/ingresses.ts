import type { KubernetesObject } from "../../kubernetes/index.ts";
import { addressFor, isLeaving, keyOf, parseKey, resources } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";

/** Ingresses: the address of their load balancer. */
export function ingresses(context: ControllerContext): Controller {
  return {
    name: "ingresses",
    sources: [{ resource: resources.ingresses, keysOf: (ingress: KubernetesObject) => [keyOf(ingress)] }],
    reconcile: async (key) => {
      const { name, namespace } = parseKey(key);
      const ingress = context.api.get(resources.ingresses, name, namespace);
      if (ingress === undefined || isLeaving(ingress)) return;
      const ip = addressFor(ingress.metadata.uid ?? "", "198.19");
      await context.setStatus(resources.ingresses, ingress, { loadBalancer: { ingress: [{ ip }] } });
    },
  };
}
