import { environmentsFolder } from "../environment/index.ts";

/** The one file that says in which order changes reach environments. */
export const promotionPath = `${environmentsFolder}/promotion.yaml`;

/** A part of a stage's environments: so many, or so many percent of those that a commit concerns. */
export type Share = { readonly count: number } | { readonly percent: number };

/** The first environments of a stage that a change reaches. */
export interface Canary {
  /** Chosen by name from the first one on, those that others depend on before them. */
  readonly share?: Share;
  /** Named ones. Either these or {@link share}. */
  readonly environments?: readonly string[];
  readonly soakMilliseconds: number;
}

/** Groups of a stage's environments that a change reaches one after the other. */
export interface Waves {
  readonly share: Share;
  readonly soakMilliseconds: number;
}

/** Environments that a change reaches together, as far as its waves let it. */
export interface Stage {
  readonly name: string;
  /** Names of its environments, sorted. */
  readonly environments: readonly string[];
  /** Names of all stages before it, also over others. */
  readonly after: readonly string[];
  /** How long its environments have to stand at a commit, healthy, before a stage after it may follow. */
  readonly soakMilliseconds: number;
  readonly canary?: Canary;
  readonly waves?: Waves;
}

/** In which order changes reach environments. Valid by construction: no stage comes before itself, no environment is in two. */
export interface Promotion {
  readonly stages: readonly Stage[];
}

/** The stage of an environment; `undefined` of one that is in none, which waits for none. */
export function stageOf({ stages }: Promotion, environment: string): Stage | undefined {
  return stages.find(({ environments }) => environments.includes(environment));
}
