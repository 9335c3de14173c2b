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
  /** Whether the ratios to the CLI have goals; where the provider's latency rules, the bound has one. */
  readonly goal: "ratio" | "bound";
}

const fast = { shape: "wide", standing: false, latency: 0, goal: "ratio" } as const;
const slow = { verb: "up", resources: 1_000, standing: false, latency: 10, goal: "bound" } as const;

export const scenarios: readonly Scenario[] = [
  { ...fast, name: "preview of 5", verb: "preview", resources: 5 },
  { ...fast, name: "preview of 200", verb: "preview", resources: 200 },
  { ...fast, name: "up of 200", verb: "up", resources: 200 },
  { ...fast, name: "up of 200, no change", verb: "up", resources: 200, standing: true },
  { ...slow, name: "up of 1,000, wide", shape: "wide" },
  { ...slow, name: "up of 1,000, deep", shape: "deep" },
];

/** Milliseconds that no engine can go below: the provider's latency along the graph, so many at a time. */
export function boundOf({ shape, resources, latency }: Scenario, parallel: number): number {
  return latency * (shape === "deep" ? resources : Math.ceil(resources / parallel));
}
