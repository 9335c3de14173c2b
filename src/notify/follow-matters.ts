import type { Matter, MatterState, RememberedNotices } from "../history/index.ts";
import { appearingAs } from "./appearance.ts";
import type { Scan, Sight } from "./scan.ts";
import { isOnRoute, type NotificationSettings, noticeKindOf, type Owners, type Route } from "./settings.ts";

/** What the planner works on. */
export interface Planning {
  readonly now: Date;
  readonly scan: Scan;
  readonly remembered: RememberedNotices;
  readonly settings: NotificationSettings;
  readonly owners: Owners;
}

/** By environment and key. */
export type States = ReadonlyMap<string, ReadonlyMap<string, MatterState>>;

/** What is known of matters after a scan, before anything is told. */
export interface Followed {
  readonly states: States;
  readonly matters: ReadonlyMap<string, Matter>;
}

/** Stands for the whole of an environment. */
export const trouble: Matter = { key: "trouble", kind: "trouble" };

/** Brings what is remembered up to what the scan found. States that did not change are the same objects. */
export function followMatters(planning: Planning): Followed {
  const { scan, remembered } = planning;
  const matters = new Map(remembered.matters);
  const states = new Map<string, ReadonlyMap<string, MatterState>>();
  const gone = [...remembered.states.keys()].filter((name) => !scan.declared.includes(name));
  for (const [environment, before] of remembered.states) states.set(environment, before);
  const sights = new Map([...scan.environments, ...gone.map((name) => [name, nothingLeft] as const)]);
  for (const [environment, sight] of sights) {
    const before = remembered.states.get(environment) ?? new Map<string, MatterState>();
    states.set(environment, followOne(before, sight, matters, planning));
    for (const [key, { matter }] of sight.seen) if (!matters.has(key)) matters.set(key, matter);
  }
  if ([...states.values()].some((of) => of.has(trouble.key))) matters.set(trouble.key, trouble);
  return { states, matters };
}

/** What an environment is found as that is declared no more: what was told of it is gone, and it has not converged. */
const nothingLeft: Sight = {
  seen: new Map(),
  follow: new Set(),
  accepted: new Map(),
  tells: () => true,
  isWell: false,
};

function followOne(
  before: ReadonlyMap<string, MatterState>,
  sight: Sight,
  matters: ReadonlyMap<string, Matter>,
  { now, settings }: Planning,
): ReadonlyMap<string, MatterState> {
  const at = now.toISOString();
  const after = new Map<string, MatterState>();
  for (const [key, state] of before) {
    const matter = matters.get(key);
    if (key === trouble.key || !matter) continue;
    const accepted = sight.accepted.get(key);
    if (sight.seen.has(key) || sight.follow.has(key)) after.set(key, seen(state, at));
    else if (accepted) after.set(key, acceptedBy(accepted, unseen(state, at)));
    else after.set(key, sight.tells(matter) ? unseen(state, at) : state);
  }
  for (const [key, { matter, appearance }] of sight.seen) {
    const { kind } = matter;
    const state = appearingAs(after.get(key) ?? { key, since: at, told: [] }, appearance, at);
    const lasting = kind === "trouble" ? 0 : settings.afterMilliseconds[kind];
    const isDue = state.due === undefined && now.getTime() - Date.parse(state.since) >= lasting;
    after.set(key, isDue ? { ...state, due: at } : state);
  }
  const whole = before.get(trouble.key);
  // What was not looked at is as it was, so that it keeps its environment from having converged.
  if ([...after.values()].some(({ goneSince }) => goneSince === undefined)) {
    const due = [...after.values()].filter((state) => state.due !== undefined && state.goneSince === undefined);
    const since = due.map((state) => state.since).toSorted()[0];
    if (whole) after.set(trouble.key, seen(whole, at));
    else if (since !== undefined) after.set(trouble.key, { key: trouble.key, since, due: at, told: [] });
  } else if (whole && sight !== nothingLeft) after.set(trouble.key, sight.tells(trouble) ? unseen(whole, at) : whole);
  return after;
}

/** One that some route was told is gone begins anew there; to the others it was never gone. */
function seen(state: MatterState, at: string): MatterState {
  if (state.goneSince === undefined) return state;
  const { goneSince: _, accepted: __, ...rest } = state;
  if (!state.told.some(({ goneAt }) => goneAt !== undefined)) return rest;
  return { key: state.key, since: at, told: state.told.filter(({ goneAt }) => goneAt === undefined) };
}

function unseen(state: MatterState, at: string): MatterState {
  return state.goneSince === undefined ? { ...state, goneSince: at } : state;
}

function acceptedBy(accepted: NonNullable<MatterState["accepted"]>, state: MatterState): MatterState {
  const { owner, until } = state.accepted ?? {};
  return owner === accepted.owner && until === accepted.until ? state : { ...state, accepted };
}

/** Whether it has been gone for so long that it is told as gone. What is accepted does not come and go, and is told at once. */
export function isOver({ key, goneSince, accepted }: MatterState, { now, settings }: Planning): boolean {
  if (accepted) return true;
  const needed = key === trouble.key ? settings.convergedMilliseconds : settings.settleMilliseconds;
  return goneSince !== undefined && now.getTime() - Date.parse(goneSince) >= needed;
}

/** Whether nothing of it is left to be told on any route. */
export function isFinished(environment: string, state: MatterState, matter: Matter, planning: Planning): boolean {
  if (!isOver(state, planning)) return false;
  const { settings, owners } = planning;
  return settings.routes.every((route) => {
    if (!isInterested(route, environment, matter, owners)) return true;
    const told = state.told.find((each) => each.route === route.name);
    return told ? told.goneAt !== undefined : matter.kind === "trouble" || state.due === undefined;
  });
}

export function isInterested(route: Route, environment: string, { kind }: Matter, owners: Owners): boolean {
  return route.kinds.includes(noticeKindOf(kind)) && isOnRoute(route, environment, owners.get(environment));
}
