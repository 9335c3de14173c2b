/** How the resources of a program depend on each other: not at all, or each on the one before. */
export type Shape = "wide" | "deep";

/** One operation on one program, as every engine carries it out. */
export interface Scenario {
  readonly name: string;
  readonly verb: "preview" | "up";
  readonly shape: Shape;
  readonly resources: number;
  /** True when everything exists already. */
  readonly standing: boolean;
  /** Milliseconds that the provider takes to create one resource. */
  readonly latency: number;
  readonly goals: Goals;
  /** Only the engine in a process of its own: the others would take minutes to make so many resources, and no goal is about them. */
  readonly coldOnly?: true;
}

/** What an operation has to reach. What has no goal is shown all the same. */
export interface Goals {
  /** At least so many times as fast as the CLI: the engine in a process of its own, and with warm workers. */
  readonly cold?: number;
  readonly warm?: number;
  /** At most so many times what the provider's latency leaves. */
  readonly bound?: number;
  /** At most, of all processes of the engine in a process of its own. */
  readonly cpuMilliseconds?: number;
  readonly peakMebibytes?: number;
}

const fast = { shape: "wide", standing: false, latency: 0, goals: { cold: 3, warm: 15 } } as const;
const slow = { verb: "up", resources: 1_000, standing: false, latency: 10, goals: { bound: 1.3 } } as const;
const unchanged = { ...fast, verb: "up", standing: true } as const;

export const scenarios: readonly Scenario[] = [
  { ...fast, name: "preview of 5", verb: "preview", resources: 5 },
  { ...fast, name: "preview of 200", verb: "preview", resources: 200 },
  { ...fast, name: "up of 200", verb: "up", resources: 200 },
  { ...unchanged, name: "up of 200, no change", resources: 200, goals: { cold: 4, warm: 15 } },
  {
    ...unchanged,
    name: "up of 5,000, no change",
    resources: 5_000,
    goals: { cpuMilliseconds: 6_000, peakMebibytes: 500 },
    coldOnly: true,
  },
  { ...slow, name: "up of 1,000, wide", shape: "wide" },
  { ...slow, name: "up of 1,000, deep", shape: "deep" },
];

/** Milliseconds that no engine can go below: the provider's latency along the graph, so many at a time. */
export function boundOf({ shape, resources, latency }: Scenario, parallel: number): number {
  return latency * (shape === "deep" ? resources : Math.ceil(resources / parallel));
}
