import type { Metric } from "../../lib/index.ts";

/** The command that looked: two files that one collector reads hold no series twice. */
export type LookingCommand = "status" | "drift";

/** How one layer was found. */
export interface FoundLayer {
  readonly environment: string;
  readonly layer: string;
  readonly verdict: string;
  /** In ISO 8601, as far as it is known. */
  readonly since?: string;
  /** Absent where the command does not look for runs that act on the environment. */
  readonly isChanging?: boolean;
}

export interface FoundStates {
  readonly command: LookingCommand;
  /** Each gets a series, so that one that no longer holds is 0 and does not only end. */
  readonly verdicts: readonly string[];
  readonly environments: readonly { readonly environment: string; readonly verdict: string }[];
  readonly layers: readonly FoundLayer[];
}

/** How every environment and each of its layers was found, and since when. */
export function stateMetrics({ command, verdicts, environments, layers }: FoundStates): readonly Metric[] {
  return [
    {
      name: "groundwork_environment_state",
      help: "1 for the verdict of the environment, 0 for the others. An environment with a wrong declaration is unknown.",
      type: "gauge",
      samples: environments.flatMap(({ environment, verdict }) =>
        verdicts.map((each) => ({
          labels: { command, environment, verdict: each },
          value: each === verdict ? 1 : 0,
        })),
      ),
    },
    {
      name: "groundwork_layer_state",
      help: "1 for the verdict of the layer of an environment, 0 for the others.",
      type: "gauge",
      samples: layers.flatMap(({ environment, layer, verdict }) =>
        verdicts.map((each) => ({
          labels: { command, environment, layer, verdict: each },
          value: each === verdict ? 1 : 0,
        })),
      ),
    },
    {
      name: "groundwork_layer_state_since_timestamp_seconds",
      help: "Since when the verdict of the layer holds, in seconds since 1970. Absent where that is not known.",
      type: "gauge",
      samples: layers.flatMap(({ environment, layer, verdict, since }) => {
        const value = secondsOf(since);
        return value === undefined ? [] : [{ labels: { command, environment, layer, verdict }, value }];
      }),
    },
    {
      name: "groundwork_layer_changing",
      help: "1 while a run acts on the environment, so that what was found is not what will stand.",
      type: "gauge",
      samples: layers.flatMap(({ environment, layer, isChanging }) =>
        isChanging === undefined ? [] : [{ labels: { command, environment, layer }, value: isChanging ? 1 : 0 }],
      ),
    },
  ];
}

/** Seconds since 1970 of a time in ISO 8601. */
export function secondsOf(time: string | undefined): number | undefined {
  const milliseconds = Date.parse(time ?? "");
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000;
}
