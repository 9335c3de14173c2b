import type { Fault } from "../../fakes/forge-host/faults.ts";
import { type HttpReceiver, httpReceiver } from "../../fakes/notify/http-receiver.ts";
import type { Failure } from "./notifier-contract.ts";

/** The failures of a receiver that speaks HTTP. @param of which requests meet them */
export async function httpFailures(
  fail: (fault: Fault) => void,
  secrets: readonly string[],
  of: Pick<Fault, "method" | "path"> = { method: "POST" },
): Promise<{
  readonly fail: (failure: Failure, times?: number) => void;
  readonly other: HttpReceiver;
}> {
  const other = await httpReceiver();
  const json = "application/json";
  const busy = (seconds: number) => ({
    status: 429,
    type: json,
    text: "{}",
    headers: { "retry-after": String(seconds) },
  });
  const kinds = {
    busy: busy(1),
    "busy for long": busy(3_600),
    broken: "empty error",
    cut: "half an answer",
    silent: "no answer",
    elsewhere: { redirectTo: `${other.url}/other` },
    refusing: { status: 403, type: json, text: JSON.stringify({ message: `not with ${secrets.join(" ")}` }) },
  } as const;
  return {
    other,
    fail: (failure, times) => fail({ ...of, kind: kinds[failure], ...(times !== undefined && { times }) }),
  };
}
