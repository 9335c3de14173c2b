import type { Health } from "../../change/index.ts";
import type { HealthCheck } from "../../environment/index.ts";
import { counted } from "../../lib/index.ts";
import type { HealthChecks } from "../health-checks.ts";
import { judge, type Sample } from "./answer.ts";
import { request } from "./request.ts";

export interface HttpHealthOptions {
  /** Lets time pass between two questions. Resolves early when `signal` aborts. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** How often a check is asked in a row. @default 3 */
  readonly samples?: number;
  /** Milliseconds between two questions. @default 2000 */
  readonly intervalMilliseconds?: number;
}

/** Asks over HTTP. A check that once says yes and once no is degraded, because it would be either by chance. */
export function httpHealthChecks({
  wait,
  samples: wanted = 3,
  intervalMilliseconds = 2000,
}: HttpHealthOptions): HealthChecks {
  return {
    async ask(check, signal) {
      const samples: Sample[] = [];
      while (samples.length < wanted && !signal.aborted) {
        if (samples.length > 0) await wait(intervalMilliseconds, signal);
        samples.push(await sample(check, signal));
        // Nothing that follows can make it healthy any more, but it tells whether it flaps.
        if (samples.at(-1)?.kind === "unclear") break;
      }
      return healthOf(check, samples, signal.aborted);
    },
  };
}

async function sample(check: HealthCheck, signal: AbortSignal): Promise<Sample> {
  const { timeoutMilliseconds } = check;
  const wantsBody = check.kind === "prometheus";
  return judge(check, await request(addressOf(check), { timeoutMilliseconds, signal, wantsBody }));
}

function addressOf(check: HealthCheck): string {
  if (check.kind === "http") return check.url;
  return `${check.url.replace(/\/+$/, "")}/api/v1/query?query=${encodeURIComponent(check.query)}`;
}

function healthOf({ name }: HealthCheck, samples: readonly Sample[], isInterrupted: boolean): Health {
  const unclear = samples.find((each) => each.kind === "unclear");
  if (unclear) return { kind: "unknown", because: `${name}: ${unclear.because}` };
  const bad = samples.filter((each) => each.kind === "bad");
  const [first] = bad;
  if (first) {
    const flaps =
      bad.length < samples.length ? ` in ${bad.length} of ${counted(samples.length, "answer")}: it flaps` : "";
    return { kind: "degraded", because: `${name}: ${first.because}${flaps}` };
  }
  if (isInterrupted || samples.length === 0) return { kind: "unknown", because: `${name}: interrupted` };
  return { kind: "healthy" };
}
