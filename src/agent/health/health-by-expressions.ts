import type { KubernetesObject } from "../../kubernetes/client/index.ts";
import type { Health } from "../../kubernetes/health/index.ts";
import { isObject } from "../../lib/index.ts";
import type { HealthExpressions } from "../flux/index.ts";

/** The expressions for an object's kind: those of its kind before those of its whole group. */
export function expressionsFor(
  { group, kind }: { readonly group: string; readonly kind: string },
  all: readonly HealthExpressions[],
): HealthExpressions | undefined {
  const ofGroup = all.filter((one) => one.group === group);
  return ofGroup.find((one) => one.kind === kind) ?? ofGroup.find((one) => one.kind === undefined);
}

/**
 * How far an object is by a Kustomization's own expressions: in progress, failed, current, the first that is true (Flux's RFC 9).
 *
 * One that cannot be evaluated, as when a field is missing, is waited for.
 */
export function healthByExpressions(object: KubernetesObject, by: HealthExpressions): Health {
  const { metadata, status } = object;
  if (metadata.deletionTimestamp !== undefined) return { status: "Terminating", message: "being deleted" };
  const observed = isObject(status) ? status["observedGeneration"] : undefined;
  if (typeof observed === "number" && metadata.generation !== undefined && observed !== metadata.generation)
    return inProgress(`generation ${metadata.generation} is not observed yet`);
  for (const [name, expression, then] of [
    ["inProgress", by.inProgress, "InProgress"],
    ["failed", by.failed, "Failed"],
    ["current", by.current, "Current"],
  ] as const) {
    const answer = expression?.evaluate(object) ?? false;
    if (answer === true) return { status: then, message: `by the expression ${name}` };
    if (answer !== false) return inProgress(`expression ${name}: ${answer.problem}`);
  }
  return inProgress("none of its expressions holds");
}

const inProgress = (message: string): Health => ({ status: "InProgress", message });
