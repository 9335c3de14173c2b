import type { Controller } from "../runtime/index.ts";
import { autoscalers } from "./autoscalers.ts";
import type { ControllerContext } from "./context.ts";
import { daemonSets } from "./daemon-sets.ts";
import { deployments } from "./deployments.ts";
import { disruptionBudgets } from "./disruption-budgets.ts";
import { ingresses } from "./ingresses.ts";
import { jobs } from "./jobs.ts";
import { quotas } from "./quotas.ts";
import { replicaSets } from "./replica-sets.ts";
import { services } from "./services.ts";
import { statefulSets } from "./stateful-sets.ts";
import { volumes } from "./volumes.ts";

const kinds = [
  deployments,
  replicaSets,
  statefulSets,
  daemonSets,
  jobs,
  services,
  ingresses,
  volumes,
  autoscalers,
  disruptionBudgets,
  quotas,
];

export function controllers(context: ControllerContext): readonly Controller[] {
  return kinds.map((kind) => kind(context));
}
