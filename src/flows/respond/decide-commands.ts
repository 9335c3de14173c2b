import type { CommandVerdict } from "../../change/index.ts";
import type { Command } from "../../command/index.ts";
import type { Permission } from "../../forge/index.ts";
import { neededPermission, suffices } from "./permissions.ts";
import type { WaitingCommand } from "./waiting-commands.ts";

/** What came of a command. */
export interface CommandEnd {
  readonly verdict: Exclude<CommandVerdict, "running">;
  /** One line. */
  readonly says: string;
}

export type DecidedCommand = WaitingCommand &
  /** `within` is the one with the same words that is carried out, or refused, for it as well. */
  (
    | { readonly kind: "ended"; readonly end: CommandEnd; readonly within?: WaitingCommand }
    | { readonly kind: "accepted"; readonly command: Command }
  );

export interface WaitingAndKnown {
  /** Oldest first. */
  readonly waiting: readonly WaitingCommand[];
  /** By id of the user. */
  readonly permissions: ReadonlyMap<string, Permission | "unknown">;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** Milliseconds that a command may wait: later it would surprise people, and its author may have other rights. */
const longestWait = 24 * 60 * 60_000;

/** Commands that one run carries out: more are no person's, and each may take an hour. */
const mostAccepted = 20;

/** Which of the commands that wait are carried out, and how the others are answered. Of equal ones the newest is carried out for all. */
export function decideCommands({ waiting, permissions, now }: WaitingAndKnown): readonly DecidedCommand[] {
  const newest = new Map<string, WaitingCommand>();
  const ended = new Map<WaitingCommand, CommandEnd>();
  for (const each of waiting) {
    const end = endOf(each, permissions.get(each.comment.by.id) ?? "unknown", now);
    if (end) {
      ended.set(each, end);
      continue;
    }
    // Removed first, so that it takes the place of the newer one.
    newest.delete(textOf(each));
    newest.set(textOf(each), each);
  }
  for (const each of [...newest.values()].slice(mostAccepted))
    ended.set(each, { verdict: "refused", says: `more than ${mostAccepted} commands waited at once: comment again` });
  return waiting.map((each) => {
    const end = ended.get(each);
    if (end || each.said.kind !== "command")
      return { ...each, kind: "ended", end: end ?? { verdict: "refused", says: "it is no command" } };
    const within = newest.get(textOf(each));
    if (!within || within === each) return { ...each, kind: "accepted", command: each.said.command };
    const says = `in that of ${within.comment.by.name}, which came after it`;
    return { ...each, kind: "ended", end: { verdict: "contained", says }, within };
  });
}

function textOf({ said }: WaitingCommand): string {
  return said.kind === "command" ? said.text : "";
}

function endOf(
  { comment, said }: WaitingCommand,
  permission: Permission | "unknown",
  now: number,
): CommandEnd | undefined {
  if (said.kind === "problem") return { verdict: "refused", says: said.problem.message };
  if (now - Date.parse(comment.at) > longestWait)
    return { verdict: "refused", says: "it waited for more than a day: comment again" };
  return refusedFor(said.command, comment.by.name, permission);
}

/** Why a person may not have a command carried out; `undefined` where the person may. */
export function refusedFor(
  { verb }: Pick<Command, "verb">,
  name: string,
  permission: Permission | "unknown",
): CommandEnd | undefined {
  const needed = neededPermission[verb];
  if (needed === "none") return undefined;
  if (permission === "unknown")
    return {
      verdict: "unknown",
      says: `the forge does not tell what ${name} may do: let Groundwork's token read the permissions of users`,
    };
  if (suffices(permission, needed)) return undefined;
  const right = needed === "admin" ? "administer" : "write to";
  return { verdict: "refused", says: `${name} may not ${right} the repository, which ${verb} needs` };
}
