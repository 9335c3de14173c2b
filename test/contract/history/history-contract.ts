import { beforeEach, describe, expect, it } from "vitest";
import { digestOf, inputsDigestOf, noChanges } from "../../../src/change/index.ts";
import {
  type EnvironmentRecord,
  type History,
  historyVersion,
  type PreviewRecord,
  type RunRecord,
} from "../../../src/history/index.ts";

interface Shown {
  readonly head: string;
  readonly tree: string;
  readonly environments?: readonly string[];
}

/** The preview of one commit on a day of January. */
export function previewOn(day: number, { head, tree, environments = ["dev"] }: Shown): PreviewRecord {
  const at = timeOn(day);
  return {
    version: historyVersion,
    kind: "preview",
    id: `${at}-preview-${head}`,
    at,
    tree,
    range: { base: "b", head },
    plans: environments.map((environment) => ({
      environment,
      layers: [
        { layer: "infrastructure", kind: "unchanged", at, planDigest: digestOf([]), steps: [], counts: noChanges },
      ],
    })),
  };
}

type Results = Readonly<Record<string, EnvironmentRecord["result"]>>;

/** A run over environments on a day of January. */
export function runOn(day: number, kind: RunRecord["kind"], results: Results): RunRecord {
  const at = timeOn(day);
  return {
    version: historyVersion,
    kind,
    id: `${at}-${kind}-c${day}`,
    at,
    commit: `c${day}`,
    by: "Ada",
    environments: Object.entries(results).map(([environment, result]) => ({
      environment,
      result,
      layers: [],
      milliseconds: 1,
    })),
  };
}

const timeOn = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString();

/** What every {@link History} does. @param make gives an empty one */
export function historyContract(name: string, make: () => History): void {
  describe(`${name} as a history`, () => {
    let history: History;
    beforeEach(() => {
      history = make();
    });

    it("has no records, runs or plans at first", async () => {
      expect(await history.list()).toEqual({ records: [], unreadable: [] });
      expect((await history.lastRuns()).size).toBe(0);
      expect((await history.shownPlans(["one"], "tree")).size).toBe(0);
    });

    it("finds a plan of the same inputs only when it is asked for them, and after one that was shown for the commit", async () => {
      const inputsDigest = inputsDigestOf({ files: { a: "1" } });
      const shown = previewOn(2, { head: "two", tree: "tree of two" });
      await history.record({
        ...shown,
        plans: shown.plans.map((plan) => ({
          ...plan,
          layers: plan.layers.map((layer) => ({ ...layer, inputsDigest })),
        })),
      });
      const inputs = new Map([["dev", inputsDigestOf({ layers: { infrastructure: inputsDigest } })]]);
      expect((await history.shownPlans(["one"], "tree")).size).toBe(0);
      expect((await history.shownPlans(["one"], "tree", new Map([["dev", inputsDigest]]))).size).toBe(0);
      expect((await history.shownPlans(["one"], "tree", inputs)).get("dev")?.at).toBe(timeOn(2));
      await history.record(previewOn(1, { head: "one", tree: "tree" }));
      expect((await history.shownPlans(["one"], "tree", inputs)).get("dev")?.at).toBe(timeOn(1));
    });

    it("lists what was recorded, newest first, in whichever order it was recorded", async () => {
      const [first, second, third] = [
        runOn(1, "up", {}),
        previewOn(2, { head: "a", tree: "t" }),
        runOn(3, "refresh", {}),
      ];
      for (const entry of [second, third, first]) await history.record(entry);
      expect((await history.list()).records).toEqual([third, second, first]);
    });

    it("lists those of one environment, and as many as were asked for", async () => {
      const shop = runOn(1, "up", { shop: "succeeded" });
      const both = runOn(2, "up", { dev: "succeeded", shop: "failed" });
      const shown = previewOn(3, { head: "a", tree: "t", environments: ["shop"] });
      const dev = runOn(4, "destroy", { dev: "succeeded" });
      for (const entry of [shop, both, shown, dev]) await history.record(entry);
      expect((await history.list({ environment: "shop" })).records).toEqual([shown, both, shop]);
      expect((await history.list({ environment: "shop", limit: 1 })).records).toEqual([shown]);
      expect((await history.list({ limit: 2 })).records).toEqual([dev, shown]);
    });

    it("keeps what it was given as it was then", async () => {
      const entry: RunRecord & { by: string } = { ...runOn(1, "up", { dev: "succeeded" }) };
      await history.record(entry);
      entry.by = "somebody else";
      expect((await history.list()).records).toMatchObject([{ by: "Ada" }]);
    });

    it("finds the newest plan that was shown for a commit, or for one with the very same files", async () => {
      await history.record(previewOn(1, { head: "one", tree: "tree", environments: ["dev", "shop"] }));
      await history.record(previewOn(2, { head: "two", tree: "tree" }));
      const plansOf = async (commits: readonly string[], tree: string) =>
        Object.fromEntries(
          [...(await history.shownPlans(commits, tree))].map(([environment, { at }]) => [environment, at]),
        );
      expect(await plansOf(["one"], "other")).toEqual({ dev: timeOn(1), shop: timeOn(1) });
      expect(await plansOf(["merge"], "tree")).toEqual({ dev: timeOn(2), shop: timeOn(1) });
      expect(await plansOf(["merge"], "other")).toEqual({});
    });

    it("says with which preview a plan was shown", async () => {
      await history.record(previewOn(1, { head: "0123456789", tree: "tree" }));
      const { shownBy } = (await history.shownPlans([], "tree")).get("dev") ?? {};
      expect(shownBy).toBe(`the preview of 0123456 at ${timeOn(1)}`);
    });

    it("knows the last up or destroy of each environment that was started; a refresh is neither", async () => {
      await history.record(runOn(1, "up", { dev: "failed", shop: "succeeded" }));
      await history.record(runOn(2, "destroy", { shop: "cancelled" }));
      await history.record(runOn(3, "up", { dev: "not-started", shop: "refused" }));
      await history.record(runOn(4, "refresh", { dev: "succeeded", shop: "succeeded" }));
      const runs = await history.lastRuns();
      expect(runs.get("dev")).toMatchObject({ verb: "up", result: "failed", commit: "c1", at: timeOn(1) });
      expect(runs.get("shop")).toMatchObject({ verb: "destroy", result: "cancelled", commit: "c2", at: timeOn(2) });
      expect(runs.size).toBe(2);
    });
  });
}
