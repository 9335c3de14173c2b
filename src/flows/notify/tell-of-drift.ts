import type { RouteTold } from "../../change/index.ts";
import type { FleetDrift } from "../../drift/index.ts";
import { errorLines } from "../../environment/index.ts";
import type { Repository } from "../../git/index.ts";
import {
  historyVersion,
  type LastRuns,
  type NoticesChange,
  type NoticesRecord,
  type RememberedCorrection,
  rememberedCorrections,
} from "../../history/index.ts";
import type { FileTree } from "../../lib/index.ts";
import {
  type Condition,
  type NotificationSettings,
  type NotifierOf,
  notificationsPath,
  ownersOf,
  planNotices,
  readNotifications,
  rememberSent,
  scanOf,
} from "../../notify/index.ts";
import { type FleetFacts, fleetFacts } from "../../promotion/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { WaitingForApproval } from "../queue/index.ts";
import { mainLineOf } from "../selection/index.ts";
import { InvalidNotifications, NoticesNotKnown } from "./errors.ts";
import { tellRoutes } from "./tell-routes.ts";

/** A comparison, and what it does not say itself. */
export interface DriftToTell {
  readonly drift: FleetDrift;
  /** Whether all layers were compared. */
  readonly allLayers: boolean;
  /** Environments that wait for an approval; `undefined` where that is not known. */
  readonly waiting: readonly WaitingForApproval[] | undefined;
}

export interface TellPorts extends Pick<FlowPorts, "history" | "leases" | "clock" | "actor"> {
  readonly git: Pick<Repository, "resolve" | "treeOf">;
  readonly notifierOf: NotifierOf;
}

/** How people were told. */
export type ToldOfDrift =
  /** There is no notifications file, so that no notices are sent. */
  | { readonly kind: "no-file" }
  /** Rehearsals send no notices. */
  | { readonly kind: "rehearsal" }
  | {
      readonly kind: "told";
      /** Those that something was to be told, also without success. Where one has problems the caller ends with 1. */
      readonly routes: readonly RouteTold[];
      /** Where any route leads to, each once. */
      readonly channels: readonly string[];
    };

/** No environment has such a name: they begin with a letter. */
const leaseOfNotices = "_notices";

/**
 * Tells people of what a comparison found and what has lasted, as the notifications file of the protected branch says.
 *
 * What is new is recorded before it is told, and that it was told right after. Both happens under a lease, so that of two comparisons that
 * end at the same time the later one finds what the earlier one has told. What a route did not take is told again by the next comparison.
 * A comparison that finds nothing new records nothing.
 *
 * @throws {InvalidNotifications}
 * @throws {RecordUnreachable} {@link NoticesNotKnown} where it is not known what was told: then nothing is
 * @throws {RecordNotWritten} before anything was told, or after it: then it may be told again
 */
export async function tellOfDrift(request: DriftToTell, ports: TellPorts): Promise<ToldOfDrift> {
  const { drift } = request;
  if (drift.local) return { kind: "rehearsal" };
  const tree = await protectedTree(drift, ports.git);
  const facts = await fleetFacts(tree);
  const settings = await settingsIn(tree, facts);
  if (!settings) return { kind: "no-file" };
  const doing = `notices on ${drift.commit.slice(0, 7)}`;
  const work = () => tellUnderLease(request, { settings, facts }, ports);
  const { result } = await ports.leases.during([leaseOfNotices], doing, work, true);
  return { kind: "told", routes: result, channels: [...new Set(settings.routes.map(({ to }) => to.kind))] };
}

async function tellUnderLease(
  { drift, waiting, allLayers }: DriftToTell,
  { settings, facts }: { readonly settings: NotificationSettings; readonly facts: FleetFacts },
  ports: TellPorts,
): Promise<readonly RouteTold[]> {
  const { history, clock, notifierOf } = ports;
  // The run that held the lease before has recorded what it told.
  history.forget?.();
  const remembered = await history.notices();
  const runs = await history.lastRuns();
  if (runs.lost.length > 0) throw new NoticesNotKnown({ lost: runs.lost });
  const fights = fightsIn(rememberedCorrections((await history.list()).records));
  const awaited = (waiting ?? []).map((each) => ({ ...each, kind: "waiting" }) as const);
  const conditions = [...failedIn(runs), ...fights, ...awaited];
  const declared = [...new Set([...facts.keys(), ...drift.environments.map(({ environment }) => environment)])];
  const scan = scanOf(drift, { conditions, declared, allLayers, isWaitingKnown: waiting !== undefined });
  const now = clock.now();
  const plan = planNotices({ now, scan, remembered, settings, owners: ownersOf(facts) });
  if (plan.change) await history.record(recordOf("seen", plan.change, { now, drift, ports }));
  const { routes, sent } = await tellRoutes(settings, plan.notices, notifierOf);
  const told = rememberSent(plan, sent);
  if (told) await history.record(recordOf("told", told, { now, drift, ports }));
  return routes;
}

/** The file of a change says nothing: no change takes away who is told of it. */
async function protectedTree({ commit }: FleetDrift, git: TellPorts["git"]): Promise<FileTree> {
  const mainLine = await mainLineOf(git);
  return await git.treeOf(mainLine?.commit ?? commit);
}

async function settingsIn(tree: FileTree, facts: FleetFacts): Promise<NotificationSettings | undefined> {
  const reading = await readNotifications(tree, facts);
  if (!reading || reading.ok) return reading?.value;
  throw new InvalidNotifications({ file: notificationsPath, issues: errorLines(reading.issues) });
}

/** Problems of runs are left out: they are the words of providers, and may hold values. */
function failedIn({ runs }: LastRuns): readonly Condition[] {
  return [...runs.values()].flatMap(({ environment, result, verb, commit }) =>
    result === "failed" || result === "cancelled"
      ? [{ environment, kind: "failed", commit, detail: `${verb} of ${commit.slice(0, 12)} ${result}` } as const]
      : [],
  );
}

/** What was corrected so often that it is paused, until a person lets it go on. */
function fightsIn(corrections: readonly RememberedCorrection[]): readonly Condition[] {
  return corrections
    .filter(({ isPaused }) => isPaused)
    .map(({ environment, commit, last }) => {
      const detail = "something changes it again each time that it is corrected, so that its correction is paused";
      return { environment, kind: "failed", commit, detail, fight: last } as const;
    });
}

function recordOf(
  what: "seen" | "told",
  change: NoticesChange,
  of: { readonly now: Date; readonly drift: FleetDrift; readonly ports: Pick<TellPorts, "actor"> },
): NoticesRecord {
  const at = of.now.toISOString();
  const { commit } = of.drift;
  const id = `${at}-notices-${what}-${commit.slice(0, 12)}`;
  return { version: historyVersion, kind: "notices", id, at, commit, by: of.ports.actor, ...change };
}
