import { parseDuration } from "../../lib/index.ts";
import type { Probe, ProbeProtocol } from "../managed-group.ts";
import type { RawSpec } from "../schema/index.ts";
import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

type RawManaged = Exclude<RawSpec["machines"][number]["managed"], boolean>;
export type RawProbe = NonNullable<RawManaged["autohealing"]>["check"];

/** A duration as seconds. Reports one that lies outside of what the cloud takes. */
export function buildSeconds(
  findings: Findings,
  path: ValuePath,
  written: string,
  { least, most }: { readonly least: number; readonly most: number },
): number {
  const seconds = (parseDuration(written, ["h", "m", "s"]) ?? 0) / 1000;
  if (seconds < least || seconds > most) {
    findings.error(path, "out-of-range", `is ${written}; ${least}s to ${most}s`);
  }
  return seconds;
}

/** @param traffic what a check that does not say it asks like, where that is known */
export function buildProbe(
  findings: Findings,
  at: ValuePath,
  raw: RawProbe,
  { port, protocol = raw.protocol ?? "http" }: { readonly port?: number; readonly protocol?: ProbeProtocol },
): Probe {
  const range = { least: 1, most: 300 };
  const intervalSeconds = buildSeconds(findings, [...at, "interval"], raw.interval, range);
  const timeoutSeconds = buildSeconds(findings, [...at, "timeout"], raw.timeout, range);
  if (timeoutSeconds > intervalSeconds) {
    findings.error([...at, "timeout"], "out-of-range", `is ${raw.timeout}, longer than interval, ${raw.interval}`);
  }
  const hasPath = protocol.startsWith("http");
  if (raw.path !== undefined && !hasPath) {
    findings.error([...at, "path"], "path-without-http", `${protocol} has no paths; leave it out, or write http`);
  }
  if (raw.port === undefined && port === undefined) {
    findings.error([...at, "port"], "missing-key", "is missing; write the port that is asked");
  }
  return {
    protocol,
    port: raw.port ?? port ?? 80,
    ...(hasPath && { path: raw.path ?? "/" }),
    intervalSeconds,
    timeoutSeconds,
    healthy: raw.healthy,
    unhealthy: raw.unhealthy,
  };
}
