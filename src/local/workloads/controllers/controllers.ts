import type { Controller } from "../runtime/index.ts";
import type { ControllerContext } from "./context.ts";
import { deployments } from "./deployments.ts";
import { replicaSets } from "./replica-sets.ts";

const kinds = [deployments, replicaSets];

export function controllers(context: ControllerContext): readonly Controller[] {
  return kinds.map((kind) => kind(context));
}
