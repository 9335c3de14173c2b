import { createHash } from "node:crypto";
import type { Matter, MatterState, NoticesChange, Told } from "../history/index.ts";
import { nameOfAppearance, together } from "./appearance.ts";
import {
  type Followed,
  followMatters,
  isFinished,
  isInterested,
  isOver,
  type Planning,
  type States,
  trouble,
} from "./follow-matters.ts";
import type { Notice, OpenMatter } from "./notice.ts";
import { isQuiet } from "./quiet-hours.ts";
import { changeOf } from "./remember.ts";
import { isOnRoute, noticeKindOf, type Route } from "./settings.ts";

/** The notices after a scan. */
export interface NoticesPlan extends Followed {
  readonly planning: Planning;
  /** In the order in which they are told; those of different routes do not depend on each other. */
  readonly notices: readonly Notice[];
  /** What has to be remembered before anything is told. Absent: nothing new. */
  readonly change?: NoticesChange;
}

/**
 * Decides what each route is told after a scan.
 *
 * A matter is told once in each environment when it has lasted, and once as gone when it has been gone for the time to settle. What a
 * route could not be told, because of its quiet hours or a failure, is planned again by the next scan from what is remembered.
 */
export function planNotices(planning: Planning): NoticesPlan {
  const followed = followMatters(planning);
  const states = withoutFinished(followed, planning);
  const byKey = membersOf(states);
  const notices = planning.settings.routes.flatMap((route) =>
    route.quietHours && isQuiet(route.quietHours, planning.now)
      ? []
      : noticesOf(route, byKey, { ...followed, states }, planning),
  );
  const change = changeOf(planning.remembered, { states, matters: followed.matters });
  return { planning, states, matters: followed.matters, notices, ...(change && { change }) };
}

type Member = { readonly environment: string; readonly state: MatterState };

function withoutFinished({ states, matters }: Followed, planning: Planning): States {
  return new Map(
    [...states].map(([environment, of]) => {
      const isLeft = ([key, state]: readonly [string, MatterState]) => {
        const matter = matters.get(key);
        return matter !== undefined && !isFinished(environment, state, matter, planning);
      };
      return [environment, [...of].every(isLeft) ? of : new Map([...of].filter(isLeft))];
    }),
  );
}

function membersOf(states: States): ReadonlyMap<string, readonly Member[]> {
  const byKey = new Map<string, Member[]>();
  for (const [environment, of] of states)
    for (const [key, state] of of) {
      const members = byKey.get(key);
      if (members) members.push({ environment, state });
      else byKey.set(key, [{ environment, state }]);
    }
  return byKey;
}

function noticesOf(
  route: Route,
  byKey: ReadonlyMap<string, readonly Member[]>,
  followed: Followed,
  planning: Planning,
): readonly Notice[] {
  const open = new Map<string, OpenMatter[]>();
  const notices: Notice[] = [];
  for (const [key, members] of byKey) {
    const matter = followed.matters.get(key);
    const own =
      matter && members.filter(({ environment }) => isInterested(route, environment, matter, planning.owners));
    if (!matter || !own || own.length === 0) continue;
    const parts = partsOf(route, matter, own, planning);
    for (const { environment, state } of matter.kind === "trouble" ? [] : [...parts.remaining, ...parts.joined]) {
      const { since, appearance } = state;
      open.set(environment, [...(open.get(environment) ?? []), { matter, since, ...(appearance && { appearance }) }]);
    }
    const notice = noticeOf(route, matter, parts, open, planning);
    if (notice) notices.push(notice);
  }
  const heartbeat = notices.length === 0 ? heartbeatOf(route, followed, planning) : undefined;
  return heartbeat ? [heartbeat] : notices;
}

interface Parts {
  readonly remaining: readonly Member[];
  readonly joined: readonly Member[];
  /** Those among the remaining ones that have been otherwise for the time after which a difference is told. */
  readonly altered: readonly Member[];
  readonly left: readonly Member[];
  /** What the route was told of it and not yet told as gone. */
  readonly told: readonly Told[];
}

function partsOf({ name }: Route, { key, kind }: Matter, members: readonly Member[], planning: Planning): Parts {
  const remaining: Member[] = [];
  const joined: Member[] = [];
  const altered: Member[] = [];
  const left: Member[] = [];
  const told: Told[] = [];
  for (const member of members) {
    const { environment, state } = member;
    const before = state.told.find(({ route }) => route === name);
    if (before?.goneAt !== undefined) continue;
    if (before) told.push(before);
    if (isOver(state, planning)) {
      if (before || (kind !== "trouble" && state.due !== undefined)) left.push(member);
    } else if (before) {
      remaining.push(member);
      if (isAltered(state, before, planning) && isSeen(planning, environment, key)) altered.push(member);
    } else if (kind !== "trouble" && state.due !== undefined && isSeen(planning, environment, key)) joined.push(member);
  }
  return { remaining, joined, altered, left, told };
}

/** What grows and shrinks within that time was never otherwise. */
function isAltered({ appearance, appearedSince, since }: MatterState, before: Told, planning: Planning): boolean {
  if (!appearance || before.appearance === nameOfAppearance(appearance)) return false;
  const { now, settings } = planning;
  return now.getTime() - Date.parse(appearedSince ?? since) >= settings.afterMilliseconds.drift;
}

function isSeen({ scan }: Planning, environment: string, key: string): boolean {
  return scan.environments.get(environment)?.seen.has(key) === true;
}

function noticeOf(
  route: Route,
  matter: Matter,
  { remaining, joined, altered, left, told }: Parts,
  open: Notice["open"],
  { now, scan }: Planning,
): Notice | undefined {
  if (joined.length + altered.length + left.length === 0) return undefined;
  const isOpen = remaining.length + joined.length > 0;
  const since = earliest([...remaining, ...joined, ...left].map(({ state }) => state.since));
  const until = left
    .flatMap(({ state }) => state.goneSince ?? [])
    .toSorted()
    .at(-1);
  const isWhole = matter.kind === "trouble";
  const thread = (isWhole ? undefined : told[0]?.thread) ?? idOf([route.name, matter.key, since]);
  const accepted = Object.fromEntries(
    left.flatMap(({ environment, state }) => (state.accepted ? [[environment, state.accepted]] : [])),
  );
  const isAccepted = Object.keys(accepted).length > 0;
  const news = isWhole
    ? "resolved"
    : isOpen
      ? told.length > 0
        ? "changed"
        : "opened"
      : isAccepted
        ? "accepted"
        : told.length > 0
          ? "resolved"
          : "passed";
  const message = told.find((each) => each.message !== undefined)?.message;
  const seen = (isOpen ? [...remaining, ...joined] : left).flatMap(({ state }) => state.appearance ?? []);
  const names = (members: readonly Member[]) => members.map(({ environment }) => environment).toSorted();
  return {
    id: idOf([
      thread,
      news,
      ...timesOf(joined, "since"),
      ...(altered.length > 0 ? ["altered", ...timesOf(altered, "appearedSince")] : []),
      "left",
      ...timesOf(left, "goneSince"),
    ]),
    thread,
    route: route.name,
    kind: noticeKindOf(matter.kind),
    news,
    matter,
    ...(seen.length > 0 && { appearance: together(seen) }),
    environments: isWhole ? [] : names([...remaining, ...joined]),
    joined: names(joined),
    altered: names(altered),
    left: names(left),
    accepted,
    since,
    ...(until !== undefined && { until }),
    at: now.toISOString(),
    commit: scan.commit,
    ...(message !== undefined && { message }),
    open,
  };
}

/** Only where every environment of the route was looked at, so that a heartbeat never hides what is not known. */
function heartbeatOf(route: Route, { states }: Followed, planning: Planning): Notice | undefined {
  const { now, scan, remembered, owners } = planning;
  const every = route.heartbeatMilliseconds;
  const last = remembered.heartbeats.get(route.name);
  if (every === undefined || (last !== undefined && now.getTime() - Date.parse(last) < every)) return undefined;
  const own = scan.declared.filter((name) => isOnRoute(route, name, owners.get(name)));
  const isWell = (name: string) => {
    const left = [...(states.get(name)?.keys() ?? [])].filter((key) => key !== trouble.key);
    return scan.environments.get(name)?.isWell === true && left.length === 0;
  };
  if (own.length === 0 || !own.every(isWell)) return undefined;
  const at = now.toISOString();
  const id = idOf([route.name, "heartbeat", last ?? at]);
  return {
    id,
    thread: id,
    route: route.name,
    kind: "heartbeat",
    news: "opened",
    environments: own.toSorted(),
    joined: [],
    altered: [],
    left: [],
    accepted: {},
    since: at,
    at,
    commit: scan.commit,
    open: new Map(),
  };
}

function timesOf(members: readonly Member[], time: "since" | "goneSince" | "appearedSince"): readonly string[] {
  return members.map(({ environment, state }) => `${environment} ${state[time]}`).toSorted();
}

function earliest(times: readonly string[]): string {
  return times.toSorted()[0] ?? "";
}

function idOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
