/** A query of a panel, with the legend of its series. */
export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

export interface Panel {
  readonly title: string;
  /** What the panel says, and what it does not. */
  readonly description: string;
  readonly kind: "stat" | "state-timeline" | "timeseries" | "table";
  readonly unit?: "s" | "short" | "none";
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  readonly height: number;
  /** Values from which on a color holds, the lowest without a value. */
  readonly thresholds?: readonly (readonly [color: string, from?: number])[];
  /** Words for values. */
  readonly values?: Readonly<Record<string, { readonly text: string; readonly color: string }>>;
}

/** The environments and commands that are chosen at the top of the board. */
const of = 'command=~"$command",environment=~"$environment"';
const bad = [["green"], ["red", 1]] as const;

/** Rows of panels. What cannot be told stands first. */
export const rows: readonly (readonly Panel[])[] = [
  [
    {
      title: "Layers that cannot be told",
      description: "Each may be anything. No number at all means that nothing is known of any layer.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: `sum(groundwork_layer_state{${of},verdict="unknown"})` }],
      thresholds: bad,
      width: 4,
      height: 4,
    },
    {
      title: "Environments that cannot be told",
      description: "With a layer that cannot be told, or with a wrong declaration.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: `sum(groundwork_environment_state{${of},verdict="unknown"})` }],
      thresholds: bad,
      width: 4,
      height: 4,
    },
    {
      title: "Layers that diverged",
      description: "They are not what Git declares.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: `sum(groundwork_layer_state{${of},verdict="diverged"})` }],
      thresholds: [["green"], ["orange", 1]],
      width: 4,
      height: 4,
    },
    {
      title: "Age of the last look",
      description: "What all other panels say was so then.",
      kind: "stat",
      unit: "s",
      queries: [
        {
          expr: 'time() - max by (command) (groundwork_scan_timestamp_seconds{command=~"$command"})',
          legend: "{{command}}",
        },
      ],
      thresholds: [["green"], ["orange", 3600], ["red", 7200]],
      width: 4,
      height: 4,
    },
    {
      title: "Last runs that failed",
      description: "Environments whose last run on record did not succeed.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: `sum(1 - min without (command) (groundwork_run_success{${of}}))` }],
      thresholds: bad,
      width: 4,
      height: 4,
    },
    {
      title: "Records that are lost",
      description: "Each may be of a run that nothing else tells of.",
      kind: "stat",
      unit: "none",
      queries: [{ expr: 'max(groundwork_record_lost{command=~"$command"})' }],
      thresholds: bad,
      width: 4,
      height: 4,
    },
  ],
  [
    {
      title: "Layers over time",
      description: "The loudest verdict of all commands. A gap means that nothing was known.",
      kind: "state-timeline",
      queries: [
        {
          expr:
            `max by (environment, layer) (groundwork_layer_state{${of},verdict="in-sync"} * 0 ` +
            `or groundwork_layer_state{${of},verdict="applied"} ` +
            `or groundwork_layer_state{${of},verdict="diverged"} * 2 ` +
            `or groundwork_layer_state{${of},verdict="unknown"} * 3)`,
          legend: "{{environment}} {{layer}}",
        },
      ],
      values: {
        0: { text: "in sync", color: "green" },
        1: { text: "applied", color: "blue" },
        2: { text: "diverged", color: "orange" },
        3: { text: "unknown", color: "red" },
      },
      width: 24,
      height: 10,
    },
  ],
  [
    {
      title: "How long verdicts hold",
      description: "As far as it is known since when they do.",
      kind: "table",
      unit: "s",
      queries: [
        {
          expr: `time() - max by (command, environment, layer, verdict) (groundwork_layer_state_since_timestamp_seconds{${of}})`,
        },
      ],
      width: 12,
      height: 8,
    },
    {
      title: "Open differences by environment",
      description: "Neither accepted nor noise.",
      kind: "timeseries",
      unit: "short",
      queries: [
        {
          expr: 'sum by (environment, layer) (groundwork_differences{environment=~"$environment"})',
          legend: "{{environment}} {{layer}}",
        },
      ],
      width: 12,
      height: 8,
    },
  ],
  [
    {
      title: "Open findings by cause",
      description: "A difference that several environments have for the same reason is one finding.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expr: 'sum by (layer, cause) (groundwork_findings{open="true"}) > 0', legend: "{{layer}}: {{cause}}" },
      ],
      width: 12,
      height: 8,
    },
    {
      title: "Accepted differences and noise",
      description: "What nobody has to do anything about, and exceptions that are over.",
      kind: "timeseries",
      unit: "short",
      queries: [
        { expr: 'sum by (cause) (groundwork_findings{open="false"})', legend: "{{cause}}" },
        { expr: "sum(groundwork_accepted_expired)", legend: "exceptions that are over" },
      ],
      width: 12,
      height: 8,
    },
  ],
  [
    {
      title: "From merge to converged",
      description:
        "From the oldest merge that the last converging up brought to an environment, to the end of that up.",
      kind: "timeseries",
      unit: "s",
      queries: [
        { expr: `max by (environment) (groundwork_merge_to_converged_seconds{${of}})`, legend: "{{environment}}" },
      ],
      width: 8,
      height: 8,
    },
    {
      title: "Duration of the last run",
      description: "Of each environment, by what was done.",
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expr: `max by (environment, verb) (groundwork_run_duration_seconds{${of}})`,
          legend: "{{environment}} {{verb}}",
        },
      ],
      width: 8,
      height: 8,
    },
    {
      title: "Duration of looks",
      description: "Where one takes longer than the time to the next one, it has to run less often.",
      kind: "timeseries",
      unit: "s",
      queries: [
        {
          expr: 'max by (command) (groundwork_scan_duration_seconds{command=~"$command"})',
          legend: "{{command}}",
        },
      ],
      width: 8,
      height: 8,
    },
  ],
  [
    {
      title: "Messages of the last look",
      description: "By channel, sent and failed.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expr: "sum by (channel, result) (groundwork_notifications)", legend: "{{channel}} {{result}}" }],
      width: 8,
      height: 8,
    },
    {
      title: "Requests that forges still take",
      description: "As they said last. Where none is left, jobs wait or fail.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expr: "min by (forge) (groundwork_forge_requests_left)", legend: "{{forge}}" }],
      width: 8,
      height: 8,
    },
    {
      title: "Stacks that Git does not declare",
      description: "They hold resources, and nothing keeps them as they should be.",
      kind: "timeseries",
      unit: "short",
      queries: [{ expr: "max(groundwork_undeclared_stacks)", legend: "stacks" }],
      width: 8,
      height: 8,
    },
  ],
];
