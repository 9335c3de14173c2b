/** What is known of an environment's health at one moment. Only `healthy` lets others follow. */
export type Health =
  | { readonly kind: "healthy" }
  /** Something of it is not as it has to be. */
  | { readonly kind: "degraded"; readonly because: string }
  /** It could not be told. Never to be read as healthy. */
  | { readonly kind: "unknown"; readonly because: string };

/** An environment that was looked at after it was brought up, or before others followed it. */
export interface EnvironmentHealth {
  readonly environment: string;
  readonly health: Health;
}

/** Why an environment is not brought up by a run, although it is pending. `of` names the environment that it waits for. */
export type HeldBecause =
  /** It stands at the commit, and not for long enough. */
  | { readonly kind: "soaking"; readonly of: string; readonly until: string }
  /**
   * It does not stand at the commit yet. `notBefore`: the first time at which it may, where time alone brings it there. `isLost`: it may
   * stand there, and the record of its last run is lost, so that only a run of it tells.
   */
  | { readonly kind: "behind"; readonly of: string; readonly notBefore?: string; readonly isLost?: boolean }
  /** It is not healthy, or it is not known whether it is. */
  | { readonly kind: "unhealthy"; readonly of: string; readonly health: Exclude<Health, { kind: "healthy" }> }
  /** It was started by this run, and did not succeed. */
  | { readonly kind: "failed"; readonly of: string };

/** An environment that a run left alone, because others come before it. */
export type Hold = HeldBecause & {
  readonly environment: string;
  /** Absent of an environment in no stage, which is held with one that it depends on. */
  readonly stage?: string;
};

/** What the promotion file made of a run. */
export interface PromotionOutcome {
  /** In the order of the run's environments. */
  readonly holds: readonly Hold[];
  /** Of those that were looked at. */
  readonly health: readonly EnvironmentHealth[];
}

/**
 * How far a run came: everything, as far as it was due (`waiting`, with the first time at which more is), or not as far as it was due
 * (`stopped`).
 */
export type PromotionEnd =
  | { readonly kind: "complete" }
  | { readonly kind: "waiting"; readonly until: string }
  | { readonly kind: "stopped" };

/** A run waits only where time alone brings every held environment; any other reason has stopped the promotion. */
export function promotionEnd({ holds, health }: PromotionOutcome): PromotionEnd {
  if (health.some((each) => each.health.kind !== "healthy")) return { kind: "stopped" };
  const times = holds.map(timeOf);
  const [first] = times.filter((time) => time !== undefined).toSorted();
  if (times.includes(undefined)) return { kind: "stopped" };
  return first === undefined ? { kind: "complete" } : { kind: "waiting", until: first };
}

/** Whether time alone brings a held environment. */
export function waitsForTime(hold: Hold): boolean {
  return timeOf(hold) !== undefined;
}

function timeOf(hold: Hold): string | undefined {
  if (hold.kind === "soaking") return hold.until;
  return hold.kind === "behind" ? hold.notBefore : undefined;
}

/** How a change will reach environments, as far as that is known before its merge. */
export interface ForeseenPromotion {
  /** The change edits, adds or removes the promotion file, which holds only for what is merged after it. */
  readonly isChanged: boolean;
  /** Those with environments of the change, from the first to the last. */
  readonly stages: readonly ForeseenStage[];
  /** Environments of the change in no stage. */
  readonly others: readonly string[];
}

export interface ForeseenStage {
  readonly stage: string;
  readonly environments: readonly string[];
  /** All stages before it, and how long their environments have to stand, healthy, before it follows. */
  readonly after: readonly { readonly stage: string; readonly soakMilliseconds: number }[];
  /** Its environments follow each other in canaries or waves. */
  readonly inWaves: boolean;
}

/** Why an environment is held, as a sentence without its end. */
export function holdText(hold: Hold): string {
  switch (hold.kind) {
    case "soaking":
      return `waits until ${hold.until}: ${hold.of} has to stand and be healthy until then`;
    case "behind":
      if (hold.isLost)
        return `waits for ${hold.of}, of which a record is lost: bring ${hold.of} up, so that it is known again`;
      return `waits for ${hold.of}, which does not stand at this commit yet`;
    case "unhealthy":
      return `stopped: the health of ${hold.of} is ${hold.health.kind}: ${hold.health.because}`;
    default:
      return `stopped: ${hold.of} did not succeed`;
  }
}
