import type { HealthCheck } from "../../environment/index.ts";

/** What an address said, or why it said nothing that can be used. */
export type Answer =
  | { readonly kind: "answered"; readonly status: number; readonly location?: string; readonly body: string }
  /** No answer came, or none that could be read to its end. */
  | { readonly kind: "none"; readonly because: string };

/** One look at a check. */
export type Sample =
  | { readonly kind: "good" }
  | { readonly kind: "bad"; readonly because: string }
  | { readonly kind: "unclear"; readonly because: string };

/** What an answer says of the check that asked. */
export function judge(check: HealthCheck, answer: Answer): Sample {
  if (answer.kind === "none") return { kind: "unclear", because: answer.because };
  const { status, location } = answer;
  if (status >= 300 && status < 400) {
    const where = location === undefined ? "" : ` to ${hostOf(location)}`;
    return { kind: "bad", because: `answers ${status}, a redirect${where}, which is not followed` };
  }
  return check.kind === "http" ? judgeStatus(check, status) : judgeQuery(check, status, answer.body);
}

function judgeStatus({ statuses }: HealthCheck & { kind: "http" }, status: number): Sample {
  if (statuses.includes(status)) return { kind: "good" };
  return { kind: "bad", because: `answers ${status} instead of ${statuses.join(" or ")}` };
}

function judgeQuery({ limits }: HealthCheck & { kind: "prometheus" }, status: number, body: string): Sample {
  if (status !== 200) return { kind: "unclear", because: `Prometheus answers ${status}` };
  const numbers = numbersIn(body);
  if (!numbers) return { kind: "unclear", because: "the answer is none of Prometheus to a query" };
  if (numbers.length === 0) return { kind: "unclear", because: "the query finds nothing" };
  for (const number of numbers) {
    if (!Number.isFinite(number)) return { kind: "unclear", because: `the query gives ${number}` };
    const { atMost, atLeast } = limits;
    if (atMost !== undefined && number > atMost)
      return { kind: "bad", because: `the query gives ${number}, more than ${atMost}` };
    if (atLeast !== undefined && number < atLeast)
      return { kind: "bad", because: `the query gives ${number}, less than ${atLeast}` };
  }
  return { kind: "good" };
}

interface QueryAnswer {
  readonly status?: unknown;
  readonly data?: { readonly resultType?: unknown; readonly result?: unknown };
}

/** The newest number of each series, or of the one scalar; `undefined` where the text is no such answer. */
function numbersIn(body: string): readonly number[] | undefined {
  let answer: QueryAnswer | null;
  try {
    answer = JSON.parse(body) as QueryAnswer | null;
  } catch {
    return undefined;
  }
  const { resultType, result } = (answer?.status === "success" && answer.data) || {};
  if (!Array.isArray(result)) return undefined;
  if (resultType === "scalar") return valuesOf([result]);
  return resultType === "vector"
    ? valuesOf(result.map((series: { value?: unknown } | null) => series?.value))
    : undefined;
}

/** Each is a time and a number as text. */
function valuesOf(pairs: readonly unknown[]): readonly number[] | undefined {
  const values = pairs.map((pair) => (Array.isArray(pair) && typeof pair[1] === "string" ? pair[1].trim() : ""));
  return values.includes("") ? undefined : values.map(Number);
}

/** Paths and queries may hold what is secret. */
function hostOf(location: string): string {
  try {
    return new URL(location).host || "another path";
  } catch {
    return "another path";
  }
}
