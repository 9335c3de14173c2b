import type { MatterState, NoticesChange, RememberedNotices, Told } from "../history/index.ts";
import { nameOfAppearance } from "./appearance.ts";
import { type Followed, isFinished, type Planning, type States, trouble } from "./follow-matters.ts";
import type { Notice } from "./notice.ts";

/** A notice that was told, and the message that the adapter made of it. */
export interface Sent {
  readonly notice: Notice;
  readonly message?: string;
}

/** What has to be remembered after notices were told. `undefined` where nothing was. */
export function rememberSent(
  followed: Followed & { readonly planning: Planning },
  sent: readonly Sent[],
): NoticesChange | undefined {
  const { planning, matters } = followed;
  const states = new Map([...followed.states].map(([environment, of]) => [environment, new Map(of)]));
  for (const { notice, message } of sent) {
    const { matter, environments, joined, left } = notice;
    if (!matter) continue;
    const { route, at, thread } = notice;
    const first: Told = { route, at, thread };
    const put = (environment: string, key: string, told: Told, change: Partial<Told> = {}) => {
      const of = states.get(environment);
      const state = of?.get(key);
      if (state) of?.set(key, withTold(state, told, change));
    };
    for (const environment of joined) {
      put(environment, matter.key, { ...first, ...(message !== undefined && { message }) });
      put(environment, trouble.key, first);
    }
    // The message shows all of them as they are now, also those that have been so for a shorter time than it takes to be told.
    for (const environment of environments) {
      const appearance = states.get(environment)?.get(matter.key)?.appearance;
      if (appearance) put(environment, matter.key, first, { appearance: nameOfAppearance(appearance) });
    }
    for (const environment of left) put(environment, matter.key, first, { goneAt: at });
  }
  for (const [environment, of] of states)
    for (const [key, state] of of) {
      const matter = matters.get(key);
      if (matter && isFinished(environment, state, matter, planning)) of.delete(key);
    }
  const heartbeats = sent.flatMap(({ notice: { kind, route, at } }) => (kind === "heartbeat" ? [{ route, at }] : []));
  return changeOf(followed, { states, matters }, heartbeats);
}

function withTold(state: MatterState, first: Told, change: Partial<Told>): MatterState {
  const isKnown = state.told.some(({ route }) => route === first.route);
  if (!isKnown) return { ...state, told: [...state.told, { ...first, ...change }] };
  return { ...state, told: state.told.map((each) => (each.route === first.route ? { ...each, ...change } : each)) };
}

/** What is new in what is known of matters; `undefined` where nothing is. States that did not change are the same objects. */
export function changeOf(
  before: Pick<RememberedNotices, "states" | "matters">,
  after: { readonly states: States; readonly matters: Followed["matters"] },
  heartbeats: NoticesChange["heartbeats"] = [],
): NoticesChange | undefined {
  const environments = [...new Set([...before.states.keys(), ...after.states.keys()])].flatMap((environment) => {
    const [old, now] = [before.states.get(environment), after.states.get(environment)];
    const changed = [...(now?.values() ?? [])].filter((state) => old?.get(state.key) !== state);
    const over = [...(old?.values() ?? [])].filter(({ key }) => !now?.has(key));
    const states = [...changed, ...over.map((state): MatterState => ({ ...state, over: true }))];
    return states.length > 0 ? [{ environment, states }] : [];
  });
  if (environments.length + heartbeats.length === 0) return undefined;
  const named = new Set(environments.flatMap(({ states }) => states.map(({ key }) => key)));
  const matters = [...after.matters.values()].filter(({ key }) => named.has(key) && !before.matters.has(key));
  return { matters, environments, heartbeats };
}
