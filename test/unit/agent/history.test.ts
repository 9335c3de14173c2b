import { describe, expect, it } from "vitest";
import { digestOf, historyAfter, withPass } from "../../../src/agent/reconcile/history.ts";
import { newMemory } from "../../../src/agent/reconcile/memory.ts";
import { readyVerdict, unhealthyVerdict, waitingVerdict } from "../../../src/agent/reconcile/verdict.ts";

const at = (minute: number): Date => new Date(Date.UTC(2026, 0, 1, 0, minute));
const pass = (digest: string, minute: number, status = "ReconciliationSucceeded") => ({
  digest,
  status,
  revision: `main@sha1:${digest}`,
  milliseconds: 250,
  at: at(minute),
});

describe("the history in a Kustomization's status", () => {
  it("counts passes over the same objects that ended the same way, the newest first", () => {
    const history = [pass("a", 0), pass("b", 1), pass("a", 2)].reduce(withPass, []);
    expect(history).toEqual([
      {
        digest: "a",
        firstReconciled: "2026-01-01T00:00:00Z",
        lastReconciled: "2026-01-01T00:02:00Z",
        lastReconciledDuration: "250ms",
        lastReconciledStatus: "ReconciliationSucceeded",
        totalReconciliations: 2,
        metadata: { revision: "main@sha1:a" },
      },
      expect.objectContaining({ digest: "b", totalReconciliations: 1 }),
    ]);
  });

  it("keeps another end of the same objects apart, and five snapshots at most", () => {
    const failed = pass("a", 0, "HealthCheckFailed");
    expect([failed, pass("a", 1)].reduce(withPass, [])).toHaveLength(2);
    const many = ["a", "b", "c", "d", "e", "f"].map((digest, minute) => pass(digest, minute));
    expect(many.reduce(withPass, []).map(({ digest }) => digest)).toEqual(["f", "e", "d", "c", "b"]);
  });

  it("takes the passes that Flux would have made: new ones, asked for, or due by the interval", () => {
    const content = { objects: [], problems: [] };
    const work = {
      memory: { ...newMemory(), rendering: { key: "", content, digest: "a", derived: new Set<string>() } },
      interval: 600_000,
      milliseconds: 1,
    };
    const history = withPass([], { ...pass("a", 0), revision: "main@sha1:a" });
    const status = { history, lastHandledReconcileAt: "1" };
    const after = (verdict: Parameters<typeof historyAfter>[1], minute: number, requested = "1") =>
      historyAfter(work, verdict, { status, requested, now: at(minute) })?.[0]?.totalReconciliations;
    const ready = readyVerdict("main@sha1:a", undefined);

    expect(after(ready, 1)).toBeUndefined();
    expect(after(ready, 10)).toBe(2);
    expect(after(ready, 1, "2")).toBe(2);
    expect(after(readyVerdict("main@sha1:b", undefined), 1)).toBe(2);
    expect(after(unhealthyVerdict("main@sha1:a", "x"), 1)).toBe(1);
    expect(after(waitingVerdict("main@sha1:b", [], { timeout: "1m", wasReady: false, again: 1 }), 1)).toBeUndefined();
  });

  it("names objects by all digits of their integers", () => {
    const holding = (value: bigint) => ({
      objects: [
        {
          object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { value } },
          origin: "a.yaml:1",
        },
      ],
      problems: [],
    });
    expect(digestOf(holding(9_007_199_254_740_993n))).not.toBe(digestOf(holding(9_007_199_254_740_992n)));
  });
});
