import * as fc from "fast-check";
import type { Health } from "../../../src/change/index.ts";
import { type Decision, decide, type Stage, type Standing, stageOf } from "../../../src/promotion/index.ts";

/** An environment, and what comes of it when it is started and looked at. */
interface DrawnEnvironment {
  readonly name: string;
  readonly standing: "pending" | "stands" | "behind";
  readonly isUnhealthy: boolean;
  readonly fails: boolean;
}

export interface DrawnPromotion {
  readonly stages: readonly Stage[];
  readonly environments: readonly DrawnEnvironment[];
  readonly dependencies: ReadonlyMap<string, ReadonlySet<string>>;
}

const share = fc.oneof(
  fc.record({ count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ percent: fc.integer({ min: 1, max: 100 }) }),
);
const soak = fc.integer({ min: 0, max: 3 });
const part = fc.option(fc.record({ share, soakMilliseconds: soak }), { nil: undefined });
const stages = fc.array(fc.record({ soakMilliseconds: soak, canary: part, waves: part }), {
  minLength: 1,
  maxLength: 3,
});
const environments = fc.array(
  fc.record({
    stage: fc.integer({ min: 0, max: 3 }),
    dependsOn: fc.array(fc.nat({ max: 9 }), { maxLength: 2 }),
    standing: fc.constantFrom<DrawnEnvironment["standing"][]>("pending", "pending", "pending", "stands", "behind"),
    isUnhealthy: fc.boolean(),
    fails: fc.boolean(),
  }),
  { minLength: 1, maxLength: 10 },
);

/** Up to three stages, one after the other, and environments that depend on some of the same stage or of earlier ones. */
export const drawnPromotion: fc.Arbitrary<DrawnPromotion> = fc.record({ stages, environments }).map((drawn) => {
  const named = drawn.environments.map((each, index) => ({ ...each, name: `e${index}` }));
  return {
    stages: drawn.stages.map(({ canary, waves, soakMilliseconds }, index) => ({
      name: `s${index}`,
      environments: named.flatMap((each) => (each.stage === index ? [each.name] : [])),
      after: drawn.stages.slice(0, index).map((_, before) => `s${before}`),
      soakMilliseconds,
      ...(canary && { canary }),
      ...(waves && { waves }),
    })),
    environments: named,
    dependencies: new Map(
      named.map(({ name, stage, dependsOn }, index) => {
        const upstream = dependsOn.filter((of) => of < index && (named[of]?.stage ?? 9) <= stage);
        return [name, new Set(upstream.map((of) => `e${of}`))];
      }),
    ),
  };
});

/** One run of a promotion, from its first decision to its last. */
export class DrawnRun {
  readonly standings: Map<string, Standing>;
  readonly started: string[] = [];
  /** What it did that it may not do. */
  readonly problems: string[] = [];
  private readonly concerned: ReadonlySet<string>;

  constructor(
    private readonly drawn: DrawnPromotion,
    public now: number,
  ) {
    this.standings = new Map(
      drawn.environments.map(({ name, standing: kind }): [string, Standing] =>
        kind === "stands" ? [name, { kind, since: 0 }] : [name, { kind }],
      ),
    );
    this.concerned = new Set(drawn.environments.flatMap((each) => (each.standing === "pending" ? [each.name] : [])));
  }

  get pending(): readonly string[] {
    return [...this.standings].flatMap(([name, { kind }]) => (kind === "pending" ? [name] : []));
  }

  /** Does what is due, and gives why nothing more is. `undefined` when it comes to no end. */
  toItsEnd(): (Decision & { readonly kind: "end" }) | undefined {
    const { stages, dependencies } = this.drawn;
    const { standings, concerned } = this;
    for (let step = 0; step < 60; step += 1) {
      const decision = decide({ promotions: [{ stages }], standings, concerned, dependencies }, this.now);
      if (decision.kind === "end") return decision;
      if (decision.environments.length === 0) this.problems.push(`${decision.kind} of nothing`);
      if (decision.kind === "check") for (const name of decision.environments) this.check(name);
      else this.start(decision.environments);
    }
    return undefined;
  }

  private check(name: string): void {
    const standing = this.standings.get(name);
    if (standing?.kind !== "stands" || standing.health) this.problems.push(`${name} cannot be looked at`);
    else {
      const health: Health = this.of(name)?.isUnhealthy ? { kind: "unknown", because: "drawn" } : { kind: "healthy" };
      this.standings.set(name, { ...standing, health });
    }
  }

  private start(names: readonly string[]): void {
    for (const name of names) {
      if (this.started.includes(name)) this.problems.push(`${name} is started twice`);
      this.problems.push(...this.tooEarly(name, names));
      this.started.push(name);
    }
    this.now += 1;
    // What was healthy is looked at again before the next wave.
    for (const [name, standing] of this.standings)
      if (standing.kind === "stands" && standing.health?.kind === "healthy")
        this.standings.set(name, { kind: "stands", since: standing.since });
    for (const name of names) {
      const ended: Standing = { kind: "stands", since: this.now, isOfRun: true };
      this.standings.set(name, this.of(name)?.fails ? { kind: "failed" } : ended);
    }
  }

  /** What the environment should have waited for. */
  private tooEarly(name: string, together: readonly string[]): readonly string[] {
    const { stages, dependencies } = this.drawn;
    const own = stageOf({ stages }, name);
    const before = stages.filter((each) => own?.after.includes(each.name));
    const early = before.flatMap(({ environments: names, soakMilliseconds }) =>
      names.filter((each) => {
        const standing = this.standings.get(each);
        if (standing?.kind !== "stands" || standing.health?.kind !== "healthy") return true;
        return standing.since + soakMilliseconds > this.now;
      }),
    );
    const missing = [...(dependencies.get(name) ?? [])].filter(
      (each) =>
        this.standings.get(each)?.kind === "failed" || (this.pending.includes(each) && !together.includes(each)),
    );
    return [...early, ...missing].map((each) => `${name} is started before ${each}`);
  }

  private of(name: string): DrawnEnvironment | undefined {
    return this.drawn.environments.find((each) => each.name === name);
  }
}
