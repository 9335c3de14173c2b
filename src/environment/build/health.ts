import { parseDuration } from "../../lib/index.ts";
import type { HealthCheck } from "../environment.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

const longestTimeout = 60_000;
const longestWait = 1_800_000;

/** The declared checks. Each asks in exactly one way. */
export function buildHealthChecks(findings: Findings, raw: RawSpec["health"]): readonly HealthCheck[] {
  findings.uniqueNames(["spec", "health"], raw);
  return raw.flatMap(({ name, http, prometheus, timeout, within }, index): HealthCheck[] => {
    const path: ValuePath = ["spec", "health", index];
    const times = {
      timeoutMilliseconds: duration(findings, [...path, "timeout"], timeout, longestTimeout),
      withinMilliseconds: duration(findings, [...path, "within"], within, longestWait),
    };
    if ((http === undefined) === (prometheus === undefined))
      findings.error(path, "one-of-two", "write either http or prometheus: what is asked whether it is healthy");
    if (http) {
      const statuses = [http.status].flat();
      for (const status of statuses.filter((each) => each >= 300 && each < 400))
        findings.error(
          [...path, "http", "status"],
          "redirect-not-healthy",
          `${status} is a redirect, which says nothing of where it leads; write that address as url`,
        );
      return [{ kind: "http", name, url: http.url, statuses, ...times }];
    }
    if (!prometheus) return [];
    const { url, query, atMost, atLeast } = prometheus;
    if (atMost === undefined && atLeast === undefined)
      findings.error(
        [...path, "prometheus"],
        "no-limit",
        "has no limit, so that any answer would be healthy; write atMost or atLeast",
      );
    if (atMost !== undefined && atLeast !== undefined && atLeast > atMost)
      findings.error(
        [...path, "prometheus", "atLeast"],
        "out-of-range",
        `is ${atLeast}, greater than atMost ${atMost}: no answer would be healthy`,
      );
    const limits = { ...(atMost !== undefined && { atMost }), ...(atLeast !== undefined && { atLeast }) };
    return [{ kind: "prometheus", name, url, query, limits, ...times }];
  });
}

function duration(findings: Findings, path: ValuePath, written: string, longest: number): number {
  const milliseconds = parseDuration(written, ["m", "s"]) ?? 0;
  if (milliseconds > longest) findings.error(path, "out-of-range", `is ${written}; at most ${longest / 60_000}m`);
  return milliseconds;
}
