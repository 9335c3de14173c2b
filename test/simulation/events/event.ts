import * as fc from "fast-check";
import { type Editable, editable } from "../world/platform.ts";

/** Chooses one of those that there are: 0 is the newest. */
type Chosen = number;

/** How a change request is merged. */
export type MergeMethod = "merge" | "squash" | "rebase" | "fast-forward" | "git";

/** A job, and for how many calls it goes on. */
interface Turn {
  readonly job: Chosen;
  readonly calls: number;
}

/** One thing that happens. What it needs and is not there makes it nothing: a merge where no change request is open. */
export type SimulatedEvent =
  | { readonly kind: "open"; readonly what: Editable; readonly value: number }
  /** Opened, previewed, approved and merged, with nothing in between. */
  | { readonly kind: "land"; readonly what: Editable; readonly value: number; readonly method: MergeMethod }
  | { readonly kind: "push"; readonly request: Chosen; readonly what: Editable; readonly value: number }
  | { readonly kind: "force-push"; readonly request: Chosen; readonly what: Editable; readonly value: number }
  | { readonly kind: "push-to-main"; readonly what: Editable; readonly value: number }
  | { readonly kind: "retarget"; readonly request: Chosen }
  | { readonly kind: "close-or-reopen"; readonly request: Chosen }
  | { readonly kind: "comment"; readonly request: Chosen; readonly by: Chosen; readonly withMarker: boolean }
  /** A comment with a command, or with words like one. */
  | { readonly kind: "command"; readonly request: Chosen; readonly by: Chosen; readonly text: string }
  /** A person writes another command into the newest comment with one. */
  | { readonly kind: "edit-command"; readonly request: Chosen; readonly text: string }
  /** A person gets, or loses, the right to write to the repository. */
  | { readonly kind: "rights"; readonly of: "bob" | "cyd"; readonly permission: "none" | "write" | "admin" }
  | { readonly kind: "meddle"; readonly request: Chosen; readonly how: "edit" | "delete" }
  /** With `late` what is approved is the head before: the reviewer had its page open. */
  | { readonly kind: "approve"; readonly request: Chosen; readonly by: Chosen; readonly late: boolean }
  /** The jobs of a change request come to their end before a person approves it. */
  | { readonly kind: "review"; readonly request: Chosen; readonly by: Chosen; readonly late: boolean }
  | { readonly kind: "object"; readonly request: Chosen; readonly by: Chosen }
  | { readonly kind: "withdraw"; readonly request: Chosen; readonly review: Chosen }
  | { readonly kind: "merge"; readonly request: Chosen; readonly method: MergeMethod }
  | { readonly kind: "go-on"; readonly job: Chosen; readonly calls: number }
  /** Jobs go on in turns, those that change something where there are several. */
  | { readonly kind: "race"; readonly turns: readonly Turn[] }
  | { readonly kind: "finish"; readonly job: Chosen }
  | { readonly kind: "kill"; readonly job: Chosen; readonly moment: "before" | "after" }
  /** From now on jobs of the branch bring up what waits. */
  | { readonly kind: "queue" }
  /** CI keeps one job that has not begun, the newest, and runs none of those before it. */
  | { readonly kind: "drop"; readonly job: Chosen }
  | { readonly kind: "suspend"; readonly job: Chosen; readonly seconds: number; readonly frozen: boolean }
  | { readonly kind: "preview-again"; readonly request: Chosen; readonly skewMinutes: number }
  | { readonly kind: "up-unreviewed" }
  | { readonly kind: "outage"; readonly calls: number }
  | { readonly kind: "lose-answer" }
  | { readonly kind: "clock"; readonly minutes: number }
  | { readonly kind: "engine-fails"; readonly verb: "preview" | "up"; readonly environment: "dev" | "staging" };

const commands = [
  "/groundwork preview",
  "/groundwork up",
  "/groundwork up --env dev",
  "/groundwork unlock dev",
  "/groundwork approve",
  "/groundwork help",
  "/groundwork destroy dev",
  "/groundwork prevew",
  "/groundwork preview\n/groundwork up",
  "> /groundwork up",
  "Please do not /groundwork up.",
];

const chosen = fc.nat({ max: 3 });
const method = fc.constantFrom<MergeMethod[]>("merge", "squash", "rebase", "fast-forward", "git");
const text = fc.constantFrom(...commands);
const rarely = fc.integer({ min: 0, max: 2 }).map((drawn) => drawn === 2);
const edit = { what: fc.constantFrom<Editable[]>(...editable), value: fc.integer({ min: 1, max: 3 }) };
const event = <Kind extends SimulatedEvent["kind"], Rest extends object>(
  weight: number,
  kind: Kind,
  rest: { [Key in keyof Rest]: fc.Arbitrary<Rest[Key]> },
) => ({ weight, arbitrary: fc.record({ kind: fc.constant(kind), ...rest }) as fc.Arbitrary<{ kind: Kind } & Rest> });

const turn = fc.record({ job: chosen, calls: fc.integer({ min: 1, max: 8 }) });

const landing = { ...edit, what: fc.constantFrom<Editable[]>("dev", "dev", "profile", "staging"), method };
const racing = { turns: fc.array(turn, { minLength: 2, maxLength: 16, size: "max" }) };
const suspension = { job: chosen, seconds: fc.constantFrom(20, 50, 90, 300), frozen: fc.boolean() };
const killing = { job: chosen, moment: fc.constantFrom<("before" | "after")[]>("before", "after") };

const anyEvent: fc.Arbitrary<SimulatedEvent> = fc.oneof(
  event(10, "finish", { job: chosen }),
  event(6, "go-on", { job: chosen, calls: fc.integer({ min: 1, max: 9 }) }),
  event(4, "approve", { request: chosen, by: chosen, late: rarely }),
  event(8, "review", { request: chosen, by: chosen, late: rarely }),
  event(8, "merge", { request: chosen, method }),
  event(3, "land", landing),
  event(2, "race", racing),
  event(6, "open", edit),
  event(4, "push", { request: chosen, ...edit }),
  event(2, "force-push", { request: chosen, ...edit }),
  event(1, "push-to-main", edit),
  event(2, "retarget", { request: chosen }),
  event(1, "close-or-reopen", { request: chosen }),
  event(1, "comment", { request: chosen, by: chosen, withMarker: fc.boolean() }),
  event(4, "command", { request: chosen, by: chosen, text }),
  event(1, "edit-command", { request: chosen, text }),
  event(1, "rights", { of: fc.constantFrom("bob", "cyd"), permission: fc.constantFrom("none", "write", "admin") }),
  event(2, "meddle", { request: chosen, how: fc.constantFrom("edit", "delete") }),
  event(1, "object", { request: chosen, by: chosen }),
  event(4, "withdraw", { request: chosen, review: chosen }),
  event(2, "kill", killing),
  event(1, "suspend", suspension),
  event(1, "preview-again", { request: chosen, skewMinutes: fc.integer({ min: 0, max: 90 }) }),
  event(1, "up-unreviewed", {}),
  event(3, "outage", { calls: fc.integer({ min: 1, max: 4 }) }),
  event(1, "lose-answer", {}),
  event(1, "clock", { minutes: fc.integer({ min: 1, max: 3000 }) }),
  event(2, "engine-fails", { verb: fc.constantFrom("preview", "up"), environment: fc.constantFrom("dev", "staging") }),
);

/** Merges whose jobs meet: in histories of every event, this is seldom. */
const crowdedEvent: fc.Arbitrary<SimulatedEvent> = fc.oneof(
  event(5, "land", landing),
  event(10, "race", racing),
  event(8, "suspend", { ...suspension, seconds: fc.constantFrom(90, 300) }),
  event(2, "kill", killing),
  event(2, "finish", { job: chosen }),
  event(2, "drop", { job: chosen }),
  event(1, "outage", { calls: fc.integer({ min: 1, max: 4 }) }),
  event(1, "command", { request: chosen, by: chosen, text }),
  event(1, "engine-fails", { verb: fc.constantFrom("preview", "up"), environment: fc.constantFrom("dev", "staging") }),
);

/** Every part of a history is one as well, so that it shrinks. */
export function histories(most: number): fc.Arbitrary<readonly SimulatedEvent[]> {
  const events = fc.oneof(peopledHistories(most), crowdedHistories(most));
  return fc.tuple(fc.boolean(), events).map(([queues, all]) => (queues ? [{ kind: "queue" }, ...all] : all));
}

/** Those alone in which people do all that they may do. */
export function peopledHistories(most: number): fc.Arbitrary<readonly SimulatedEvent[]> {
  return fc.array(anyEvent, { maxLength: most, size: "max" });
}

/** Those alone in which jobs meet. */
export function crowdedHistories(most: number): fc.Arbitrary<readonly SimulatedEvent[]> {
  return fc.array(crowdedEvent, { maxLength: Math.floor(most / 2), size: "max" });
}
