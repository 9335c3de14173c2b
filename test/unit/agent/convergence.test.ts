import { describe, expect, it } from "vitest";
import { convergenceEvent } from "../../../src/agent/reconcile/convergence.ts";
import {
  blockedVerdict,
  driftVerdict,
  failedVerdict,
  readyVerdict,
  unhealthyVerdict,
  type Verdict,
  waitingVerdict,
} from "../../../src/agent/reconcile/verdict.ts";

const revision = `main@sha1:${"4".repeat(40)}`;
const other = `main@sha1:${"5".repeat(40)}`;
const said = (status: "True" | "False" | "Unknown" | undefined, appliedRevision?: string) => ({
  ready: status && { status },
  appliedRevision,
});
const at = { timeout: "5m", wasReady: false, again: 1 };
const problem = { origin: "apps/a.yaml:1", problem: "no YAML" };

describe("the events of convergence", () => {
  it.each<[string, ReturnType<typeof said>, Verdict, string | undefined]>([
    ["tell of the first revision", said(undefined), readyVerdict(revision, undefined), "Converged"],
    ["tell of another revision", said("True", other), readyVerdict(revision, undefined), "Converged"],
    ["tell of a return to the same one", said("False", revision), readyVerdict(revision, undefined), "Converged"],
    ["repeat nothing", said("True", revision), readyVerdict(revision, undefined), undefined],
    ["say nothing of what is on its way", said("True", other), waitingVerdict(revision, ["a"], at), undefined],
    ["tell of objects that became unhealthy", said("True", revision), unhealthyVerdict(revision, "x"), "Diverged"],
    ["tell of drift that is only detected", said("True", revision), driftVerdict(revision, ["x"]), "Diverged"],
    [
      "tell of a commit that cannot be applied",
      said("Unknown", other),
      failedVerdict(revision, [problem], []),
      "Diverged",
    ],
    ["do not repeat that", said("False", other), failedVerdict(revision, [problem], []), undefined],
    ["say nothing before there is a commit", said(undefined), blockedVerdict("ArtifactFailed", "none yet"), undefined],
  ])("%s", (_, before, verdict, reason) => {
    const event = convergenceEvent(before, verdict);
    const type = reason === "Converged" ? "Normal" : "Warning";
    expect(event && [event.reason, event.type, event.revision]).toEqual(reason && [reason, type, revision]);
  });
});
