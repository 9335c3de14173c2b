import { describe, expect, it } from "vitest";
import type { FleetStatus } from "../../../src/change/index.ts";
import type { Difference, FleetDrift } from "../../../src/drift/index.ts";
import { driftMetrics, statusMetrics } from "../../../src/report/index.ts";
import { parseExposition } from "../../fakes/parse-exposition.ts";

const commit = "c".repeat(40);
const at = "2026-01-06T00:00:00.000Z";
const problem = { code: "invalid", kind: "invalid", message: "wrong", details: [] } as const;
const layer = (name: "infrastructure" | "cluster", verdict: "in-sync" | "applied" | "diverged" | "unknown") => ({
  layer: name,
  verdict,
  detail: "",
  problems: [],
});

const status: FleetStatus = {
  commit,
  at,
  states: [],
  local: false,
  environments: [
    {
      environment: "dev",
      layers: [
        { ...layer("infrastructure", "in-sync"), since: "2026-01-05T00:00:00.000Z" },
        layer("cluster", "diverged"),
      ],
    },
    { environment: "broken", problem, layers: [] },
  ],
};

const outcomes = {
  outcomes: [
    {
      environment: "dev",
      verb: "up",
      at: "2026-01-04T00:00:00.000Z",
      hasSucceeded: false,
      milliseconds: 1500,
      convergedAfter: 90_000,
    },
  ],
  lost: ["record 7"],
} as const;

const difference = (environment: string, more: Partial<Difference> = {}): Difference => ({
  environment,
  layer: "infrastructure",
  subject: 'gcp:compute:Firewall "ssh"\\',
  change: "changed",
  paths: ["sourceRanges"],
  cause: { kind: "changed-outside" },
  ...more,
});
const accepted = { owner: "Ada", reason: "a test", until: "2026-01-01" } as const;

const drift: FleetDrift = {
  commit,
  at,
  local: false,
  states: [],
  environments: [
    {
      environment: "dev",
      layers: [
        {
          layer: "infrastructure",
          verdict: "diverged",
          detail: "",
          problems: [],
          differences: [
            difference("dev"),
            difference("dev", { subject: "other", accepted }),
            difference("dev", { subject: "third", cause: { kind: "noise" } }),
          ],
        },
        { layer: "cluster", verdict: "unknown", changing: true, detail: "", problems: [], differences: [] },
      ],
    },
    {
      environment: "prod",
      layers: [
        {
          layer: "infrastructure",
          verdict: "diverged",
          detail: "",
          problems: [],
          differences: [
            difference("prod"),
            difference("prod", { subject: "other", accepted: { ...accepted, expired: true } }),
          ],
        },
      ],
    },
    { environment: "broken", problem, layers: [] },
  ],
};

/** The samples of a metric, by the values of their labels, without those that are 0. */
function samplesOf(text: string, name: string): Readonly<Record<string, number>> {
  const samples = parseExposition(text).get(name)?.samples ?? [];
  const named = samples.map(({ labels, value }) => [Object.values(labels).join(" "), value] as const);
  return Object.fromEntries(named.filter(([, value]) => value !== 0));
}

describe("the metrics of a status", () => {
  it("have the verdict of every environment and layer, and 0 for the others", () => {
    const text = statusMetrics(status);
    expect(samplesOf(text, "groundwork_layer_state")).toEqual({
      "status dev infrastructure in-sync": 1,
      "status dev cluster diverged": 1,
    });
    expect(parseExposition(text).get("groundwork_layer_state")?.samples).toHaveLength(8);
  });

  it("never have an environment as fine whose declaration is wrong", () => {
    expect(samplesOf(statusMetrics(status), "groundwork_environment_state")).toEqual({
      "status dev diverged": 1,
      "status broken unknown": 1,
    });
  });

  it("say since when a verdict holds where that is known, and when was looked for how long", () => {
    const text = statusMetrics(status, { milliseconds: 2500 });
    expect(samplesOf(text, "groundwork_layer_state_since_timestamp_seconds")).toEqual({
      "status dev infrastructure in-sync": Date.parse("2026-01-05T00:00:00.000Z") / 1000,
    });
    expect(samplesOf(text, "groundwork_scan_timestamp_seconds")).toEqual({ status: Date.parse(at) / 1000 });
    expect(samplesOf(text, "groundwork_scan_duration_seconds")).toEqual({ status: 2.5 });
  });

  it("have how runs ended, from merge to converged, and records that are lost", () => {
    const text = statusMetrics(status, { outcomes });
    expect(parseExposition(text).get("groundwork_run_success")?.samples).toEqual([
      { labels: { command: "status", environment: "dev", verb: "up" }, value: 0 },
    ]);
    expect(samplesOf(text, "groundwork_run_duration_seconds")).toEqual({ "status dev up": 1.5 });
    expect(samplesOf(text, "groundwork_merge_to_converged_seconds")).toEqual({ "status dev": 90 });
    expect(samplesOf(text, "groundwork_record_lost")).toEqual({ status: 1 });
  });

  it("say nothing of undeclared stacks where that is not known", () => {
    expect(statusMetrics(status)).not.toContain("groundwork_undeclared_stacks");
    const undeclared = [{ name: "old", kind: "orphan", because: "" }] as const;
    expect(samplesOf(statusMetrics({ ...status, undeclared }), "groundwork_undeclared_stacks")).toEqual({ status: 1 });
  });
});

describe("the metrics of a scan", () => {
  it("count a finding once for all environments, open where one of them has to do something about it", () => {
    expect(samplesOf(driftMetrics(drift), "groundwork_findings")).toEqual({
      "infrastructure changed-outside true": 2,
      "infrastructure noise false": 1,
    });
  });

  it("have every layer and cause, also those without a finding", () => {
    expect(parseExposition(driftMetrics(drift)).get("groundwork_findings")?.samples).toHaveLength(24);
  });

  it("count the open differences of each layer, and exceptions that are over", () => {
    const text = driftMetrics(drift);
    expect(samplesOf(text, "groundwork_differences")).toEqual({ "dev infrastructure": 1, "prod infrastructure": 2 });
    expect(samplesOf(text, "groundwork_accepted_expired")).toEqual({ "": 1 });
  });

  it("have what is changing, what is unknown, and since when", () => {
    const since = [{ environment: "dev", layer: "infrastructure", since: at }];
    const text = driftMetrics(drift, { since });
    expect(samplesOf(text, "groundwork_layer_changing")).toEqual({ "drift dev cluster": 1 });
    expect(samplesOf(text, "groundwork_environment_state")).toEqual({
      "drift dev unknown": 1,
      "drift prod diverged": 1,
      "drift broken unknown": 1,
    });
    expect(samplesOf(text, "groundwork_layer_state_since_timestamp_seconds")).toEqual({
      "drift dev infrastructure diverged": Date.parse(at) / 1000,
    });
  });

  it("have messages by channel and what forges still take, where that is known", () => {
    const text = driftMetrics(drift, {
      notifications: [{ channel: 'ops "eu"', sent: 2, failed: 1 }],
      forgeLimits: [{ forge: "github", left: 40, limit: 5000, resetsAt: at }],
    });
    expect(samplesOf(text, "groundwork_notifications")).toEqual({
      'drift ops "eu" sent': 2,
      'drift ops "eu" failed': 1,
    });
    expect(samplesOf(text, "groundwork_forge_requests_left")).toEqual({ "drift github": 40 });
    expect(driftMetrics(drift)).not.toContain("groundwork_forge");
  });

  it("have no series of a status, so that one collector reads both files, and the same help where a name is the same", () => {
    const [one, other] = [driftMetrics(drift, { outcomes }), statusMetrics(status, { outcomes })];
    const [lines, others] = [one, other].map((text) => text.split("\n").filter((line) => /^\w/.test(line)));
    const series = new Set(lines?.map((line) => line.replace(/ \S+$/, "")));
    expect(others?.filter((line) => series.has(line.replace(/ \S+$/, "")))).toEqual([]);
    const [ours, theirs] = [parseExposition(one), parseExposition(other)];
    for (const [name, { help }] of ours) expect(theirs.get(name)?.help ?? help).toBe(help);
  });

  it("name no subject, path or value of a difference", () => {
    const text = driftMetrics(drift);
    for (const word of ["Firewall", "sourceRanges", "third", "Ada"]) expect(text).not.toContain(word);
  });
});
