import type { Problem } from "./problem.ts";

/**
 * How a command in a comment ended.
 *
 * - `running`: a job has taken it and has not ended; also where that job was killed.
 * - `handed-over`: another job carries it out and shows what came of it.
 * - `contained`: a later one of the same words was carried out for both.
 * - `refused`: by a rule, before anything was done. `unknown`: it cannot be told whether it may be done, or what came of it.
 */
export type CommandVerdict = "running" | "done" | "handed-over" | "contained" | "refused" | "failed" | "unknown";

/** A command that was taken from a comment, and what came of it. */
export interface CommandAnswer {
  /** Id of the comment. */
  readonly comment: string;
  /** Which command of the comment it is, from 0. */
  readonly place: number;
  /** As messages write it; of a line that is no command, what is wrong with it stands in `says` alone. */
  readonly command: string;
  /** Name of the person. */
  readonly by: string;
  /** When it was taken, in ISO 8601. */
  readonly at: string;
  readonly verdict: CommandVerdict;
  /** One line; empty while it runs. */
  readonly says: string;
}

/** A command as help lists it for one person. */
export interface CommandHelp {
  readonly usage: string;
  readonly does: string;
  /** What the person has to be allowed in the repository. */
  readonly needs: "none" | "read" | "write" | "admin";
}

/** What was made of the commands that waited on a change request. */
export interface CommandResponse {
  /** Absent where the event tells of no comment with a command. */
  readonly changeRequest?: { readonly number: number };
  /** Why nothing was done, as a sentence; absent where something was. */
  readonly nothing?: string;
  /** Those that this run has answered. */
  readonly answers: readonly CommandAnswer[];
  readonly comment?: { readonly url: string };
  /** What the forge did not take. */
  readonly problems: readonly Problem[];
}

/** Whether every command was answered: also by a refusal, which is an answer. */
export function isAnswered({ verdict }: CommandAnswer): boolean {
  return verdict !== "failed" && verdict !== "unknown";
}
