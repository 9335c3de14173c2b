import {
  counts,
  type Difference,
  type EnvironmentDrift,
  type FleetDrift,
  type LayerDrift,
} from "../../../src/drift/index.ts";
import { type NoticesChange, remembered } from "../../../src/history/index.ts";
import {
  type Condition,
  type Notice,
  type NotificationSettings,
  noticeKinds,
  planNotices,
  type Route,
  rememberSent,
  scanOf,
} from "../../../src/notify/index.ts";

export const minute = 60_000;
export const start = Date.UTC(2026, 0, 5, 12);

export function routeCalled(name: string, more: Partial<Route> = {}): Route {
  return { name, environments: ["*"], owners: [], kinds: noticeKinds, to: { kind: "issue" }, ...more };
}

export function settingsOf(more: Partial<NotificationSettings> = {}): NotificationSettings {
  return {
    afterMilliseconds: { drift: 30 * minute, unknown: 30 * minute, failed: 0, waiting: 30 * minute },
    settleMilliseconds: 20 * minute,
    convergedMilliseconds: 40 * minute,
    digestBeyond: 10,
    routes: [routeCalled("ops")],
    ...more,
  };
}

/** A subject that differs, by its name alone or with how it does. */
export type FoundDifference = string | (Pick<Difference, "subject"> & Partial<Difference>);

/** How an environment is found: what differs, or why its only layer cannot be told. */
export type Found = readonly FoundDifference[] | "unknown" | "changing";

export function driftOf(found: Readonly<Record<string, Found>>, at = start): FleetDrift {
  return {
    commit: "c".repeat(40),
    at: new Date(at).toISOString(),
    local: false,
    states: [],
    environments: Object.entries(found).map(
      ([environment, each]): EnvironmentDrift => ({ environment, layers: [layerOf(environment, each)] }),
    ),
  };
}

function layerOf(environment: string, found: Found): LayerDrift {
  if (typeof found === "string")
    return {
      layer: "infrastructure",
      verdict: "unknown",
      ...(found === "changing" && { changing: true }),
      detail: "its state cannot be read",
      problems: [],
      differences: [],
    };
  const differences = found.map(
    (each): Difference => ({
      environment,
      layer: "infrastructure",
      change: "changed",
      paths: ["size"],
      cause: { kind: "changed-outside" },
      ...(typeof each === "string" ? { subject: each } : each),
    }),
  );
  const verdict = differences.some(counts) ? "diverged" : "in-sync";
  return { layer: "infrastructure", verdict, detail: "", problems: [], differences };
}

/** One comparison. */
export interface Step {
  readonly found: Readonly<Record<string, Found>>;
  /** Routes that do not take what they are sent. */
  readonly failing?: readonly string[];
  readonly conditions?: readonly Condition[];
  readonly declared?: readonly string[];
  readonly allLayers?: boolean;
}

/** Processes that compare one after the other, and have nothing in common but the record. */
export class ToldWorld {
  now = start;
  /** What was recorded, as JSON. */
  readonly record: string[] = [];
  /** What arrived. */
  readonly told: Notice[] = [];
  constructor(readonly settings: NotificationSettings) {}

  /** Compares after some minutes, and gives the notices that were sent, whether or not they arrived. */
  scan(minutes: number, { found, failing = [], conditions = [], declared, allLayers = true }: Step): readonly Notice[] {
    this.now += minutes * minute;
    const context = { conditions, declared: declared ?? Object.keys(found), allLayers, isWaitingKnown: true };
    const scan = scanOf(driftOf(found, this.now), context);
    const plan = planNotices({
      now: new Date(this.now),
      scan,
      remembered: this.remembered(),
      settings: this.settings,
      owners: new Map(),
    });
    this.#write(plan.change);
    const arrived = plan.notices.filter(({ route }) => !failing.includes(route));
    this.told.push(...arrived);
    this.#write(
      rememberSent(
        plan,
        arrived.map((notice) => ({ notice, message: `message of ${notice.thread}` })),
      ),
    );
    return plan.notices;
  }

  remembered() {
    return remembered(this.record.map((text) => JSON.parse(text) as NoticesChange));
  }

  #write(change: NoticesChange | undefined): void {
    if (change) this.record.push(JSON.stringify(change));
  }
}
