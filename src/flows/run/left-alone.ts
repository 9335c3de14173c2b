import type { AffectedEnvironment, EnvironmentRun, Problem } from "../../change/index.ts";
import type { FlowPorts } from "../ports.ts";

/** Why nothing of an environment was begun. */
type WhyLeftAlone =
  | { readonly kind: "not-started"; readonly because: string }
  | { readonly kind: "refused"; readonly problem: Problem };

/** What was left so has not been tried: the next job of the queue goes on with it. */
export const interrupted: WhyLeftAlone = { kind: "not-started", because: "interrupted" };

/** An environment that a run has not touched: each of its layers, left alone for the same reason. */
export function leftAlone(
  affected: AffectedEnvironment,
  why: WhyLeftAlone,
  { clock }: Pick<FlowPorts, "clock">,
): EnvironmentRun {
  const at = clock.now().toISOString();
  return { affected, layers: affected.layers.map((layer) => ({ layer, at, ...why })), milliseconds: 0 };
}
