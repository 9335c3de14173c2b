import type { Layer } from "../change/index.ts";
import type { AcceptedBy, AuditEntry, Difference, DriftCauseKind } from "../drift/index.ts";

/**
 * What a matter is about.
 *
 * `trouble` is the whole of an environment: it lasts as long as anything is wrong there, and its end is that the environment has converged.
 */
export type MatterKind = "drift" | "unknown" | "failed" | "waiting" | "trouble";

/** Something that people are told of, in every environment that has it. It holds no value, so that it can be told to anybody. */
export interface Matter {
  /** The same as long as the matter is: `drift:<fingerprint>`, `unknown:cluster`, `failed:<commit>`. */
  readonly key: string;
  readonly kind: MatterKind;
  readonly layer?: Layer;
  readonly subject?: string;
  /** In a few words. */
  readonly detail?: string;
}

/** How a difference was seen in one environment. It may grow, shrink and change while it is the same matter. */
export interface Appearance {
  readonly change: Difference["change"];
  /** Sorted. */
  readonly paths: readonly string[];
  /** The one that a person is to look at first goes before the others. */
  readonly causes: readonly DriftCauseKind[];
  /** Who brought it about, where an audit log tells: the newest entry. */
  readonly by?: AuditEntry;
  /** How many other differences follow from it. */
  readonly consequences?: number;
}

/** That a route was told of a matter in one environment. */
export interface Told {
  readonly route: string;
  /** In ISO 8601. */
  readonly at: string;
  /** Names what was told of the matter on that route from its first notice to its last. */
  readonly thread: string;
  /** The message of the thread that is edited in its place, by the adapter's own name of it. */
  readonly message?: string;
  /** Names the appearance that was told last. */
  readonly appearance?: string;
  /** When it was told as gone. */
  readonly goneAt?: string;
}

/** How a matter stands in one environment. All times are in ISO 8601. */
export interface MatterState {
  readonly key: string;
  /** When it was first seen. */
  readonly since: string;
  /** When it was found to have lasted, so that it has to be told, even if it goes before that was possible. */
  readonly due?: string;
  /** How it was seen last, of a difference. */
  readonly appearance?: Appearance;
  /** Since when it appears so. Absent: since it was first seen. */
  readonly appearedSince?: string;
  /** Since when it is not seen any more. */
  readonly goneSince?: string;
  /** It is there and does not count any more, since an exception in Git accepts it. */
  readonly accepted?: Pick<AcceptedBy, "owner" | "until">;
  readonly told: readonly Told[];
  /** Nothing of it is left to be told. */
  readonly over?: true;
}

/** When a route was last told that all is well. */
export interface Heartbeat {
  readonly route: string;
  readonly at: string;
}

/** What has changed in what is remembered of notices. */
export interface NoticesChange {
  /** Those that {@link environments} name and that were not known before. */
  readonly matters: readonly Matter[];
  readonly environments: readonly { readonly environment: string; readonly states: readonly MatterState[] }[];
  readonly heartbeats: readonly Heartbeat[];
}

/** Everything that is remembered of notices. */
export interface RememberedNotices {
  /** By key. */
  readonly matters: ReadonlyMap<string, Matter>;
  /** By environment and key; those that are over are not among them. */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, MatterState>>;
  /** By route, when it was told last that all is well. */
  readonly heartbeats: ReadonlyMap<string, string>;
}

export const nothingRemembered: RememberedNotices = { matters: new Map(), states: new Map(), heartbeats: new Map() };

/** What is remembered after these changes. @param changes the oldest first */
export function remembered(
  changes: Iterable<NoticesChange>,
  before: RememberedNotices = nothingRemembered,
): RememberedNotices {
  const matters = new Map(before.matters);
  const states = new Map([...before.states].map(([environment, of]) => [environment, new Map(of)]));
  const heartbeats = new Map(before.heartbeats);
  for (const change of changes) {
    for (const matter of change.matters) matters.set(matter.key, matter);
    for (const { route, at } of change.heartbeats) heartbeats.set(route, at);
    for (const { environment, states: changed } of change.environments) {
      const of = states.get(environment) ?? new Map<string, MatterState>();
      for (const state of changed)
        if (state.over) of.delete(state.key);
        else of.set(state.key, state);
      if (of.size > 0) states.set(environment, of);
      else states.delete(environment);
    }
  }
  const living = new Set([...states.values()].flatMap((of) => [...of.keys()]));
  for (const key of matters.keys()) if (!living.has(key)) matters.delete(key);
  return { matters, states, heartbeats };
}
