import { environmentsFolder } from "../environment/index.ts";

/** The one file that says which differences from what is wanted are known and accepted. */
export const exceptionsPath = `${environmentsFolder}/exceptions.yaml`;

/** What an exception is from. */
export type ExceptionFrom = "drift" | "policy";

/** A difference, or a rule that is not kept, which an owner answers for until a day. */
export interface Exception {
  readonly from: ExceptionFrom;
  /** Names of environments; a star stands for any characters. */
  readonly environments: readonly string[];
  /** What it is about: a resource, an object, a task, a policy's name. A star stands for any characters. */
  readonly subject: string;
  /** Properties or fields that it is about, with all below them. Absent: the whole of it. */
  readonly paths?: readonly string[];
  /** The person or team that answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** The last day on which it counts, in UTC: `2026-12-31`. */
  readonly until: string;
}

/** Whether the last day of an exception is over. */
export function isExpired({ until }: Pick<Exception, "until">, now: Date): boolean {
  return now.toISOString().slice(0, 10) > until;
}
