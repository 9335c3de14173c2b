import type { FleetStatus } from "../../src/change/index.ts";
import type { Difference, FleetDrift } from "../../src/drift/index.ts";
import { driftMetrics, statusMetrics } from "../../src/report/index.ts";

const commit = "c".repeat(40);
const problem = { code: "invalid", kind: "invalid", message: "wrong", details: [] } as const;
const calm = { detail: "", problems: [] };

/** The metrics of a status and of a scan in which everything that is ever told is there, and most of it is wrong. */
export function metricsOfAll(times: { readonly status: string; readonly drift: string }): readonly string[] {
  const facts = {
    milliseconds: 42_000,
    outcomes: {
      outcomes: [
        {
          environment: "dev",
          verb: "up" as const,
          at: times.status,
          hasSucceeded: false,
          milliseconds: 90_000,
          convergedAfter: 600_000,
        },
      ],
      lost: ["record 7"],
    },
    notifications: [{ channel: "ops", sent: 2, failed: 1 }],
    forgeLimits: [{ forge: "github", left: 100, limit: 5000, resetsAt: times.status }],
  };
  const since = [{ environment: "dev", layer: "infrastructure", since: times.status }];
  return [statusMetrics(statusAt(times.status), facts), driftMetrics(driftAt(times.drift), { ...facts, since })];
}

function statusAt(at: string): FleetStatus {
  return {
    commit,
    at,
    states: [],
    local: false,
    environments: [
      {
        environment: "dev",
        layers: [
          { ...calm, layer: "infrastructure", verdict: "diverged", since: at },
          { ...calm, layer: "cluster", verdict: "applied" },
        ],
      },
      { environment: "prod", layers: [{ ...calm, layer: "cluster", verdict: "unknown" }] },
      { environment: "broken", problem, layers: [] },
    ],
    undeclared: [{ name: "old", kind: "orphan", because: "nothing declares it" }],
  };
}

function driftAt(at: string): FleetDrift {
  const difference: Difference = {
    environment: "dev",
    layer: "infrastructure",
    subject: "gcp:compute:Firewall ssh",
    change: "changed",
    paths: ["sourceRanges"],
    cause: { kind: "changed-outside" },
  };
  const accepted = { owner: "Ada", reason: "a test", until: "2025-12-01", expired: true } as const;
  const noise: Difference = { ...difference, subject: "b", cause: { kind: "noise" } };
  return {
    commit,
    at,
    local: false,
    states: [],
    environments: [
      {
        environment: "dev",
        layers: [
          {
            ...calm,
            layer: "infrastructure",
            verdict: "diverged",
            differences: [difference, { ...difference, subject: "a", accepted }, noise],
          },
          { ...calm, layer: "cluster", verdict: "unknown", changing: true, differences: [] },
        ],
      },
    ],
  };
}
