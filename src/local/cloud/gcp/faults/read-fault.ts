import { parseDuration } from "../../../../lib/index.ts";
import { didYouMean, nearestName } from "../../../../lib/nearest-name.ts";
import { type ApiFailure, apiFailureNamed, apiFailures } from "./api-failure.ts";
import { FaultNotUnderstood } from "./errors.ts";
import { type Fault, type FaultRequest, OPERATIONS } from "./fault.ts";

/** Longer than any test waits, and short enough for a timer. */
const LONGEST_MILLISECONDS = 24 * 3_600_000;

/**
 * A fault of a request, under `id`.
 *
 * @param tokens of every type and function, to find a type that none of them holds
 * @throws {FaultNotUnderstood} with everything that is wrong
 */
export function faultFrom(request: FaultRequest, id: string, tokens: readonly string[]): Fault {
  const issues: { member: string; problem: string }[] = [];
  const tell = (member: keyof FaultRequest, problem: string) => void issues.push({ member, problem });
  const { on = "any", type, match, nth, times } = request;
  const operation = [...OPERATIONS, "any" as const].find((known) => known === on);
  if (operation === undefined) {
    tell("on", `must be ${OPERATIONS.join(", ")} or any; it is ${on}${didYouMean(nearestName(on, OPERATIONS))}`);
  }
  if (type !== undefined && !tokens.some((token) => token.toLowerCase().includes(type.toLowerCase()))) {
    const near = nearestName(type, [...new Set(tokens.map(shortOf))]);
    tell("type", `must be a type or a function of the local cloud, or a part of one; it is ${type}${didYouMean(near)}`);
  }
  if (match === "") tell("match", "must be an id or a name, in which * stands for any text; it is empty");
  for (const [member, value] of [["nth", nth] as const, ["times", times] as const]) {
    if (value !== undefined && !(Number.isSafeInteger(value) && value > 0))
      tell(member, `must be a whole number from 1; it is ${value}`);
  }
  const error = failureOf(request, tell);
  const late = millisecondsOf("late", request, tell);
  const timeout = millisecondsOf("timeout", request, tell);
  if (request.error === undefined && request.late === undefined && request.timeout === undefined)
    tell("error", "is missing: say how the calls go wrong, by error, late or timeout");
  if (request.timeout !== undefined && (request.error !== undefined || request.late !== undefined))
    tell("timeout", "cannot be combined with error or late: a call that times out is not answered otherwise");
  if (request.halfWay === true) {
    if (request.error === undefined) tell("halfWay", "needs an error, with which the operation fails");
    if (on !== "create" && on !== "update")
      tell("halfWay", `is possible of create and update, whose resource then exists; on is ${on}`);
  }
  if (issues.length > 0 || operation === undefined) throw new FaultNotUnderstood({ issues });
  const most = times ?? (nth === undefined ? undefined : 1);
  return {
    id,
    on: operation,
    ...(type !== undefined && { type }),
    ...(match !== undefined && { match }),
    nth: nth ?? 1,
    ...(most !== undefined && { times: most }),
    ...(error !== undefined && { error }),
    ...(request.halfWay === true && { halfWay: true }),
    ...(late !== undefined && { lateMilliseconds: late }),
    ...(timeout !== undefined && { timeoutMilliseconds: timeout }),
    seen: 0,
    met: 0,
  };
}

type Tell = (member: keyof FaultRequest, problem: string) => void;

function failureOf({ error }: FaultRequest, tell: Tell): ApiFailure | undefined {
  if (error === undefined) return undefined;
  const failure = apiFailureNamed(error);
  if (failure === undefined) {
    const near = nearestName(
      error,
      apiFailures().map(({ reason }) => reason),
    );
    tell(
      "error",
      `must be a reason such as backendError, a status such as 503, or both as 503:reason; it is ${error}${didYouMean(near)}`,
    );
  }
  return failure;
}

function millisecondsOf(member: "late" | "timeout", request: FaultRequest, tell: Tell): number | undefined {
  const text = request[member];
  if (text === undefined) return undefined;
  const milliseconds = parseDuration(text, ["h", "m", "s", "ms"]);
  if (milliseconds !== undefined && milliseconds <= LONGEST_MILLISECONDS) return Math.ceil(milliseconds);
  tell(member, `must be a duration of at most 24h, such as 90s or 5m; it is ${text}`);
  return undefined;
}

/** `gcp:compute/network:Network` as `compute/network`. */
function shortOf(token: string): string {
  return token.replace(/^\w+:/, "").replace(/:\w+$/, "");
}
