import type { ApiFailure } from "./api-failure.ts";

export type CalledOperation = "create" | "read" | "update" | "delete" | "invoke";

export const OPERATIONS: readonly CalledOperation[] = ["create", "read", "update", "delete", "invoke"];

/** A call to the simulated APIs, as far as a fault looks at it. */
export interface CloudCall {
  readonly operation: CalledOperation;
  /** Type token of the resource, or the token of the function that is invoked. */
  readonly type: string;
  /** What the call's subject is called: the resource's id, its name, its name in the program; texts among a function's arguments. */
  readonly names: readonly string[];
}

/** A fault as a command or a test asks for it. */
export interface FaultRequest {
  /** @default any */
  readonly on?: string | undefined;
  /** A type token or a part of one, without regard to case. @default every type */
  readonly type?: string | undefined;
  /** An id or name; `*` stands for any text. @default every one */
  readonly match?: string | undefined;
  /** The first of the matching calls that it meets, from 1. @default 1 */
  readonly nth?: number | undefined;
  /** How many calls it meets. @default 1 with `nth`, else each one */
  readonly times?: number | undefined;
  /** `backendError`, `503` or `503:reason`. */
  readonly error?: string | undefined;
  /** The resource is made or changed, and its operation fails with `error`. */
  readonly halfWay?: boolean | undefined;
  /** How long the call takes besides: `90s`, `5m`. */
  readonly late?: string | undefined;
  /** How long the call is not answered before it fails: `20m`. Nothing is done. */
  readonly timeout?: string | undefined;
}

/** A fault of the plan. */
export interface Fault {
  /** `f1`, `f2`, …; never given twice in one plan. */
  readonly id: string;
  readonly on: CalledOperation | "any";
  readonly type?: string;
  readonly match?: string;
  readonly nth: number;
  /** Absent: each call. */
  readonly times?: number;
  readonly error?: ApiFailure;
  readonly halfWay?: boolean;
  readonly lateMilliseconds?: number;
  readonly timeoutMilliseconds?: number;
  /** Matching calls until now. */
  readonly seen: number;
  /** Calls that it met. */
  readonly met: number;
}

/** True when a fault is about a call, whether or not its turn has come. */
export function isAbout({ on, type, match }: Fault, call: CloudCall): boolean {
  if (on !== "any" && on !== call.operation) return false;
  if (type !== undefined && !call.type.toLowerCase().includes(type.toLowerCase())) return false;
  return match === undefined || call.names.some((name) => patternOf(match).test(name));
}

/** True when a fault meets the next call that it is about. */
export function isDue({ nth, times, seen, met }: Fault): boolean {
  return seen + 1 >= nth && (times === undefined || met < times);
}

function patternOf(match: string): RegExp {
  const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${match.split("*").map(literal).join(".*")}$`, "s");
}
