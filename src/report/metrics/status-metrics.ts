import { type FleetStatus, verdictOf, verdictsByLoudness } from "../../change/index.ts";
import { exposition } from "../../lib/index.ts";
import { stateMetrics } from "./layer-states.ts";
import { deliveryMetrics, gauge, type LookFacts, lookMetrics, runMetrics } from "./look.ts";

const command = "status";

/** A status in Prometheus' text format. It holds names, verdicts and numbers, and no value of a resource. */
export function statusMetrics(status: FleetStatus, facts: LookFacts = {}): string {
  const { environments, undeclared } = status;
  return exposition([
    ...lookMetrics(command, status, facts),
    ...stateMetrics({
      command,
      verdicts: verdictsByLoudness,
      environments: environments.map((each) => ({
        environment: each.environment,
        verdict: each.problem ? "unknown" : verdictOf(each),
      })),
      layers: environments.flatMap(({ environment, layers }) =>
        layers.map(({ layer, verdict, since }) => ({
          environment,
          layer,
          verdict,
          ...(since !== undefined && { since }),
        })),
      ),
    }),
    gauge(
      "groundwork_undeclared_stacks",
      "Stacks that hold resources and that the commit does not declare.",
      // Where environments were named, nothing is known of others.
      undeclared ? [{ labels: { command }, value: undeclared.length }] : [],
    ),
    ...runMetrics(command, facts),
    ...deliveryMetrics(command, facts),
  ]);
}
