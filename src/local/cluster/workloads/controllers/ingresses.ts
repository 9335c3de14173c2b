import type { KubernetesObject } from "../../api-server/index.ts";
import { addressFor, keyOf, resources } from "../objects/index.ts";
import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { whileThere } from "./while-there.ts";

/** Ingresses: the address of their load balancer. */
export function ingresses(context: ControllerContext): Controller {
  return {
    name: "ingresses",
    sources: [{ resource: resources.ingresses, keysOf: (ingress: KubernetesObject) => [keyOf(ingress)] }],
    reconcile: whileThere(context.api, resources.ingresses, async (ingress) => {
      const ip = addressFor(ingress.metadata.uid ?? "", "198.19");
      await context.setStatus(resources.ingresses, ingress, { loadBalancer: { ingress: [{ ip }] } });
    }),
  };
}
