import type { RunOutcomes } from "../../change/index.ts";
import type { Metric } from "../../lib/index.ts";
import { type LookingCommand, secondsOf } from "./layer-states.ts";

/** What is known of a look beside what it found. What is absent has no series. */
export interface LookFacts {
  /** How long it took. */
  readonly milliseconds?: number;
  readonly outcomes?: RunOutcomes;
  /** Messages of this look, by the name of the channel that they were for. */
  readonly notifications?: readonly { readonly channel: string; readonly sent: number; readonly failed: number }[];
  /** What forges said last of the requests that they still take. */
  readonly forgeLimits?: readonly ForgeLimit[];
}

export interface ForgeLimit {
  readonly forge: string;
  readonly left: number;
  readonly limit?: number;
  /** When the limit is whole again, in ISO 8601. */
  readonly resetsAt?: string;
}

/** What was looked at. */
export interface Look {
  readonly commit: string;
  /** In ISO 8601. */
  readonly at: string;
  /** Whether it was a rehearsal. */
  readonly local: boolean;
}

/** When was looked, at what, and how long it took. */
export function lookMetrics(command: LookingCommand, look: Look, { milliseconds }: LookFacts): readonly Metric[] {
  const { commit, at, local } = look;
  const value = secondsOf(at);
  return [
    gauge("groundwork_scan_info", "1, with the commit that was looked at.", [
      { labels: { command, commit, local: String(local) }, value: 1 },
    ]),
    gauge(
      "groundwork_scan_timestamp_seconds",
      "When was looked last, in seconds since 1970.",
      value === undefined ? [] : [{ labels: { command }, value }],
    ),
    gauge(
      "groundwork_scan_duration_seconds",
      "How long the last look took.",
      milliseconds === undefined ? [] : [{ labels: { command }, value: milliseconds / 1000 }],
    ),
  ];
}

/** How the last run of each environment ended, and what the record has lost. */
export function runMetrics(command: LookingCommand, { outcomes: known }: LookFacts): readonly Metric[] {
  if (!known) return [];
  const { outcomes, lost } = known;
  const of = (environment: string) => ({ command, environment });
  return [
    gauge(
      "groundwork_run_success",
      "1 when the last run of the environment on record succeeded, else 0.",
      outcomes.map(({ environment, verb, hasSucceeded }) => ({
        labels: { ...of(environment), verb },
        value: hasSucceeded ? 1 : 0,
      })),
    ),
    gauge(
      "groundwork_run_timestamp_seconds",
      "When the last run of the environment on record ended, in seconds since 1970.",
      outcomes.flatMap(({ environment, verb, at }) => {
        const value = secondsOf(at);
        return value === undefined ? [] : [{ labels: { ...of(environment), verb }, value }];
      }),
    ),
    gauge(
      "groundwork_run_duration_seconds",
      "How long the last run of the environment on record took.",
      outcomes.map(({ environment, verb, milliseconds }) => ({
        labels: { ...of(environment), verb },
        value: milliseconds / 1000,
      })),
    ),
    gauge(
      "groundwork_merge_to_converged_seconds",
      "From the oldest merge that the last converging up brought to the environment, to the end of that up.",
      outcomes.flatMap(({ environment, convergedAfter }) =>
        convergedAfter === undefined ? [] : [{ labels: of(environment), value: convergedAfter / 1000 }],
      ),
    ),
    gauge("groundwork_record_lost", "Records of runs that are lost or cannot be read.", [
      { labels: { command }, value: lost.length },
    ]),
  ];
}

/** Whether people were told, and what forges still take. */
export function deliveryMetrics(
  command: LookingCommand,
  { notifications = [], forgeLimits = [] }: LookFacts,
): readonly Metric[] {
  return [
    gauge(
      "groundwork_notifications",
      "Messages of the last look, by channel and result.",
      notifications.flatMap(({ channel, sent, failed }) => [
        { labels: { command, channel, result: "sent" }, value: sent },
        { labels: { command, channel, result: "failed" }, value: failed },
      ]),
    ),
    gauge(
      "groundwork_forge_requests_left",
      "Requests that the forge still takes, as it said last.",
      forgeLimits.map(({ forge, left }) => ({ labels: { command, forge }, value: left })),
    ),
    gauge(
      "groundwork_forge_requests_limit",
      "Requests that the forge takes until its limit is whole again.",
      forgeLimits.flatMap(({ forge, limit }) =>
        limit === undefined ? [] : [{ labels: { command, forge }, value: limit }],
      ),
    ),
    gauge(
      "groundwork_forge_limit_reset_timestamp_seconds",
      "When the limit of the forge is whole again, in seconds since 1970.",
      forgeLimits.flatMap(({ forge, resetsAt }) => {
        const value = secondsOf(resetsAt);
        return value === undefined ? [] : [{ labels: { command, forge }, value }];
      }),
    ),
  ];
}

export function gauge(name: string, help: string, samples: Metric["samples"]): Metric {
  return { name, help, type: "gauge", samples };
}
