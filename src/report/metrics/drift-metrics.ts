import { layersInOrder } from "../../change/index.ts";
import {
  counts,
  type DriftCauseKind,
  type DriftVerdict,
  type FleetDrift,
  findingsOf,
  verdictOfEnvironment,
} from "../../drift/index.ts";
import { exposition, type Metric } from "../../lib/index.ts";
import { stateMetrics } from "./layer-states.ts";
import { deliveryMetrics, gauge, type LookFacts, lookMetrics, runMetrics } from "./look.ts";

const command = "drift";
const verdicts: readonly DriftVerdict[] = ["unknown", "diverged", "in-sync"];
const causes: readonly DriftCauseKind[] = ["changed-outside", "not-applied", "noise", "unexplained"];

/** What is known of a scan beside what it found. */
export interface ScanFacts extends LookFacts {
  /** Since when layers are as they were found, where something remembers it. */
  readonly since?: readonly { readonly environment: string; readonly layer: string; readonly since: string }[];
}

/** A scan in Prometheus' text format. It holds names, verdicts and numbers, and no value of a resource. */
export function driftMetrics(drift: FleetDrift, facts: ScanFacts = {}): string {
  const since = new Map((facts.since ?? []).map((each) => [`${each.environment}/${each.layer}`, each.since]));
  return exposition([
    ...lookMetrics(command, drift, facts),
    ...stateMetrics({
      command,
      verdicts,
      environments: drift.environments.map((each) => ({
        environment: each.environment,
        verdict: verdictOfEnvironment(each),
      })),
      layers: drift.environments.flatMap(({ environment, layers }) =>
        layers.map(({ layer, verdict, changing }) => {
          const known = since.get(`${environment}/${layer}`);
          return {
            environment,
            layer,
            verdict,
            ...(known !== undefined && { since: known }),
            isChanging: changing === true,
          };
        }),
      ),
    }),
    ...findingMetrics(drift),
    gauge(
      "groundwork_undeclared_stacks",
      "Stacks that hold resources and that the commit does not declare.",
      drift.undeclared ? [{ labels: { command }, value: drift.undeclared.length }] : [],
    ),
    ...runMetrics(command, facts),
    ...deliveryMetrics(command, facts),
  ]);
}

function findingMetrics(drift: FleetDrift): readonly Metric[] {
  const all = drift.environments.flatMap(({ layers }) => layers.flatMap(({ differences }) => differences));
  const findings = findingsOf(drift).map((finding) => ({
    ...finding,
    // One environment in which people have to act is enough.
    isOpen: finding.environments.some((name) => {
      const accepted = finding.accepted[name];
      return counts({ cause: { kind: finding.cause }, ...(accepted && { accepted }) });
    }),
  }));
  return [
    gauge(
      "groundwork_findings",
      "Differences, each counted once for all environments that have it. An open one has neither been accepted nor is it noise.",
      layersInOrder.flatMap((layer) =>
        causes.flatMap((cause) =>
          [true, false].map((isOpen) => ({
            labels: { layer, cause, open: String(isOpen) },
            value: findings.filter((each) => each.layer === layer && each.cause === cause && each.isOpen === isOpen)
              .length,
          })),
        ),
      ),
    ),
    gauge(
      "groundwork_differences",
      "Open differences of the layer of an environment.",
      drift.environments.flatMap(({ environment, layers }) =>
        layers.map(({ layer, differences }) => ({
          labels: { environment, layer },
          value: differences.filter(counts).length,
        })),
      ),
    ),
    gauge("groundwork_accepted_expired", "Differences whose exception in Git is over.", [
      { labels: {}, value: all.filter((each) => counts(each) && each.accepted?.expired === true).length },
    ]),
  ];
}
