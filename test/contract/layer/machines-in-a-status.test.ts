import { describe, expect, it } from "vitest";
import type { InstanceIds } from "../../../src/change/index.ts";
import { onGoogle, sceneOf } from "./machines-scene.ts";
import { onRecord } from "./target.ts";

describe("machines in a status", () => {
  const run = (machines: object | undefined) => ({
    ...onRecord,
    desired: onGoogle(["web-1"]),
    declared: ["infrastructure", "machines"],
    run: { verb: "up", result: "succeeded", commit: "c", lostSince: [], ...(machines && { machines }) },
  });
  const status = async (known: object) => await sceneOf().scene.adapter.status(known as never);
  const noState = { code: "broken", kind: "unknown", message: "broken", details: [] };
  const good = { commit: "c0", at: "2026-01-01T00:00:00.000Z", kind: "applied", lostSince: [], madeSince: [] };

  const on = (ids: InstanceIds) => ({ ...good, instances: ids });
  const standing = (found: object) => ({ standingInstances: async () => found });
  const stands = standing({ ids: { "web-1": "11" }, declared: ["web-1"] });

  it.each([
    ["applied after their last run", { ...run(on({ "web-1": "11" })), ...stands }, "applied"],
    ["applied by a record that names no instances", { ...run(good), ...stands }, "applied"],
    ["diverged where one is another instance", { ...run(on({ "web-1": "10" })), ...stands }, "diverged"],
    [
      "applied where one that is not declared any more is gone",
      { ...run(on({ "web-1": "11", "web-2": "12" })), ...stands },
      "applied",
    ],
    [
      "unknown where the state has none",
      { ...run(on({ "web-1": "11" })), ...standing({ ids: {}, declared: ["web-1"] }) },
      "unknown",
    ],
    ["unknown where no state is known", run(on({ "web-1": "11" })), "unknown"],
    [
      "unknown where the state is broken",
      { ...run(on({ "web-1": "11" })), ...standing({ problem: noState }) },
      "unknown",
    ],
    ["diverged where a change waits", { ...run(good), pending: { layers: ["machines"] } }, "diverged"],
    ["diverged where their playbooks were never run", run(undefined), "diverged"],
    ["diverged where one was made anew since", run({ ...good, madeSince: ["web-1"] }), "diverged"],
    ["unknown after a run that failed", run({ ...good, kind: "failed" }), "unknown"],
    ["unknown where a later record is lost", run({ ...good, lostSince: ["x"] }), "unknown"],
    ["unknown where the only record may be lost", { ...run(good), run: undefined, lost: ["x"] }, "unknown"],
  ])("are %s, and never in sync", async (_, known, verdict) => {
    expect(await status(known)).toMatchObject({ layer: "machines", verdict });
  });

  it("are no part of it where none are declared", async () => {
    expect(await status({ ...run(good), declared: ["infrastructure"] })).toBeUndefined();
  });
});
