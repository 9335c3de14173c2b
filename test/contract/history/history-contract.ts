import { beforeEach, describe, expect, it } from "vitest";
import { inputsDigestOf } from "../../../src/change/index.ts";
import { recordDigest } from "../../../src/history/chain.ts";
import type { History, HistoryRecord, KeptRecord, RunRecord } from "../../../src/history/index.ts";
import { without } from "../../../src/lib/index.ts";
import { layerOn, matterOf, noticesOn, previewOn, runOn, stateOn, timeOn } from "./records.ts";

/** A place for records, empty at first. */
export interface HistoryStage {
  /** A history on these records, as each process opens its own. */
  open(): History;
  /** Exchanges the text of one record behind the history's back, or takes the record out. */
  rewrite(number: number, change: (text: string) => string | undefined): Promise<void>;
}

/** The record as it was before it was linked. */
function withoutLink(record: KeptRecord): HistoryRecord {
  return without({ ...record }, "link") as unknown as HistoryRecord;
}

/** What every {@link History} does. */
export function historyContract(name: string, make: () => HistoryStage | Promise<HistoryStage>): void {
  describe(`${name} as a history`, () => {
    let stage: HistoryStage;
    let history: History;
    beforeEach(async () => {
      stage = await make();
      history = stage.open();
    });
    const listed = async (filter?: Parameters<History["list"]>[0]) =>
      (await history.list(filter)).records.map(withoutLink);

    it("has no records, runs or plans at first", async () => {
      expect(await history.list()).toEqual({ records: [], unreadable: [], last: 0 });
      expect((await history.lastRuns()).runs.size).toBe(0);
      expect((await history.shownPlans(["one"], "tree")).size).toBe(0);
    });

    it("takes no record that it could not read again", async () => {
      const shown = previewOn(1, { head: "one", tree: "tree" });
      const plans = shown.plans.map((plan) => ({
        ...plan,
        layers: plan.layers.map((layer) => ({ ...layer, warned: 1 })),
      }));
      await expect(history.record({ ...shown, plans } as unknown as HistoryRecord)).rejects.toMatchObject({
        code: "record-not-written",
      });
      expect(await history.list()).toEqual({ records: [], unreadable: [], last: 0 });
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

    it("finds by their inputs the layers that hold as long as these, on main and on the same change request", async () => {
      const inputsDigest = inputsDigestOf({ files: { a: "1" } });
      const changeRequest = { forge: "local", number: 1, url: "http://forge.example/1" };
      const shownOn = (day: number, more: object, of: object = {}) => {
        const shown = previewOn(day, { head: `head ${day}`, tree: "t" });
        const layers = (all: (typeof shown.plans)[number]["layers"]) => all.map((layer) => ({ ...layer, ...more }));
        return { ...shown, ...of, plans: shown.plans.map((plan) => ({ ...plan, layers: layers(plan.layers) })) };
      };
      const at = async (on?: typeof changeRequest) =>
        (await history.shownByInputs("infrastructure", on)).get(inputsDigest)?.preview.at;
      await history.record(shownOn(1, { inputsDigest }));
      await history.record(shownOn(2, { repeatable: true }));
      expect(await at()).toBeUndefined();
      await history.record(shownOn(3, { inputsDigest, repeatable: true }));
      await history.record(shownOn(4, { inputsDigest, repeatable: true }, { changeRequest }));
      expect(await at()).toBe(timeOn(3));
      expect(await at({ ...changeRequest, url: "http://forge.example/2" })).toBe(timeOn(3));
      expect(await at(changeRequest)).toBe(timeOn(4));
      expect((await history.shownByInputs("cluster")).size).toBe(0);
      const shownBefore = { id: "of the first one", at: timeOn(3) };
      await history.record(shownOn(5, { inputsDigest, repeatable: true, shownBefore }));
      const found = (await history.shownByInputs("infrastructure")).get(inputsDigest);
      expect(found).toMatchObject({ environment: "dev", layer: "infrastructure", preview: shownBefore });
    });

    it("lists what was recorded last first, and takes it for the last run, whatever the clocks of its writers say", async () => {
      const behind = runOn(1, "up", { dev: "failed" });
      const ahead = runOn(3, "up", { dev: "succeeded" });
      const shown = previewOn(2, { head: "a", tree: "t" });
      for (const entry of [ahead, shown, behind]) await history.record(entry);
      expect(await listed()).toEqual([behind, shown, ahead]);
      expect((await history.lastRuns()).runs.get("dev")).toMatchObject({ commit: "c1", result: "failed" });
    });

    it("lists those of one environment, and as many as were asked for", async () => {
      const shop = runOn(1, "up", { shop: "succeeded" });
      const both = runOn(2, "up", { dev: "succeeded", shop: "failed" });
      const shown = previewOn(3, { head: "a", tree: "t", environments: ["shop"] });
      const dev = runOn(4, "destroy", { dev: "succeeded" });
      for (const entry of [shop, both, shown, dev]) await history.record(entry);
      expect(await listed({ environment: "shop" })).toEqual([shown, both, shop]);
      expect(await listed({ environment: "shop", limit: 1 })).toEqual([shown]);
      expect(await listed({ limit: 2 })).toEqual([dev, shown]);
    });

    it("remembers what people were told, as it was recorded last, until it is over", async () => {
      const open = stateOn(1, "drift:a");
      const told = { ...open, due: timeOn(2), told: [{ route: "ops", at: timeOn(2), thread: "t", message: "C:1" }] };
      await history.record(noticesOn(1, { dev: [open], shop: [open] }));
      await history.record(runOn(2, "up", { dev: "succeeded" }));
      await history.record({ ...noticesOn(3, { dev: [told] }), heartbeats: [{ route: "ops", at: timeOn(3) }] });
      const remembered = await stage.open().notices();
      expect(remembered.matters.get("drift:a")).toEqual(matterOf("drift:a"));
      expect(remembered.states.get("dev")?.get("drift:a")).toEqual(told);
      expect(remembered.states.get("shop")?.get("drift:a")).toEqual(open);
      expect(remembered.heartbeats.get("ops")).toBe(timeOn(3));
      await history.record(noticesOn(4, { dev: [{ ...told, over: true }], shop: [{ ...open, over: true }] }));
      expect(await history.notices()).toMatchObject({ matters: new Map(), states: new Map() });
      expect(await history.verify()).toMatchObject({ kind: "intact", records: 4 });
    });

    it("takes what people were told for no run", async () => {
      await history.record(runOn(1, "up", { dev: "failed" }));
      await history.record(noticesOn(2, { dev: [stateOn(2, "failed:c1")] }));
      expect((await history.lastRuns()).runs.get("dev")).toMatchObject({
        commit: "c1",
        result: "failed",
        lostSince: [],
      });
      expect((await history.list({ environment: "dev" })).records.map(({ kind }) => kind)).toEqual(["notices", "up"]);
    });

    it("takes no notices that it could not read again", async () => {
      const broken = noticesOn(1, { dev: [{ ...stateOn(1, "drift:a"), told: [{ route: 1 }] as never }] });
      await expect(history.record(broken)).rejects.toMatchObject({ code: "record-not-written" });
      expect(await history.list()).toEqual({ records: [], unreadable: [], last: 0 });
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

    it.each([
      ["refused", "up", "failed"],
      ["not-started", "up", "failed"],
      [undefined, "up", "succeeded"],
      [undefined, "correct", "succeeded"],
    ] as const)(
      "knows which machines were made anew since playbooks were run, where these are %s in a later %s",
      async (kind, verb, result) => {
        await history.record(
          runOn(1, "up", { dev: "succeeded" }, [
            layerOn(1, "infrastructure", "applied", ["web-1", "web-2"]),
            layerOn(1, "machines", "applied"),
          ]),
        );
        const machines = async () => (await stage.open().lastRuns()).runs.get("dev")?.machines;
        expect(await machines()).toMatchObject({ commit: "c1", madeSince: [] });
        const later = [
          layerOn(2, "infrastructure", "applied", ["web-2"]),
          ...(kind ? [layerOn(2, "machines", kind)] : []),
        ];
        await history.record(runOn(2, verb, { dev: result }, later));
        await history.record(runOn(3, "up", { dev: "succeeded" }, [layerOn(3, "infrastructure", "unchanged")]));
        expect(await machines()).toMatchObject({ commit: "c1", madeSince: ["web-2"] });
        await history.record(runOn(4, "up", { dev: "succeeded" }, [layerOn(4, "machines", "applied")]));
        expect(await machines()).toMatchObject({ commit: "c4", madeSince: [] });
      },
    );

    it("knows the instances that playbooks were applied to, and that records of before do not name them", async () => {
      const machines = async () => (await stage.open().lastRuns()).runs.get("dev")?.machines;
      await history.record(runOn(1, "up", { dev: "succeeded" }, [layerOn(1, "machines", "applied")]));
      expect(await machines()).not.toHaveProperty("instances");
      const applied = { ...layerOn(2, "machines", "applied"), instances: { "web-1": "8101" } };
      await history.record(runOn(2, "up", { dev: "succeeded" }, [applied]));
      expect(await machines()).toMatchObject({ commit: "c2", instances: { "web-1": "8101" } });
    });

    it("knows how the last run on the infrastructure ended, also after runs of other layers", async () => {
      const engine = async () => (await stage.open().lastRuns()).runs.get("dev")?.infrastructure;
      const failed = (day: number) => layerOn(day, "machines", "failed");
      const applied = layerOn(1, "infrastructure", "applied");
      await history.record(runOn(1, "up", { dev: "failed" }, [applied, failed(1)]));
      await history.record(runOn(2, "up", { dev: "failed" }, [failed(2)]));
      expect(await engine()).toEqual({ commit: "c1", at: timeOn(1), kind: "applied", lostSince: [] });
      const refused = layerOn(3, "infrastructure", "refused");
      await history.record(runOn(3, "up", { dev: "failed" }, [layerOn(3, "cluster", "failed"), refused]));
      expect(await engine()).toMatchObject({ commit: "c1" });
      await history.record(runOn(4, "destroy", { dev: "failed" }));
      expect(await engine()).toBeUndefined();
    });

    it("knows the last up or destroy of each environment that was started; a refresh is neither", async () => {
      await history.record(runOn(1, "up", { dev: "failed", shop: "succeeded" }));
      await history.record(runOn(2, "destroy", { shop: "cancelled" }));
      await history.record(runOn(3, "up", { dev: "not-started", shop: "refused" }));
      await history.record(runOn(4, "refresh", { dev: "succeeded", shop: "succeeded" }));
      const { runs } = await history.lastRuns();
      expect(runs.get("dev")).toMatchObject({ verb: "up", result: "failed", commit: "c1", at: timeOn(1) });
      expect(runs.get("shop")).toMatchObject({ verb: "destroy", result: "cancelled", commit: "c2", at: timeOn(2) });
      expect(runs.size).toBe(2);
    });

    it("keeps what later parts say of a record, and an entry that is recorded again once", async () => {
      const entry: RunRecord = {
        ...runOn(1, "up", { dev: "succeeded" }),
        changeRequest: { forge: "gitea", number: 7, url: "https://git.example.com/acme/infra/pulls/7" },
        approvals: [{ id: "4", name: "Grace", commit: "c1", at: timeOn(1) }],
        verdict: "done",
        milliseconds: 12,
        merges: ["c0", "c1"],
        unreviewed: "the forge was down",
      };
      await history.record(entry);
      await stage.open().record(entry);
      await history.record({ ...entry, by: "Grace" });
      expect(await listed()).toEqual([{ ...entry, by: "Grace" }, entry]);
    });

    it("is up to date with what another process has added", async () => {
      const other = stage.open();
      expect((await other.list()).records).toEqual([]);
      await history.record(runOn(1, "up", { dev: "succeeded" }));
      expect((await other.lastRuns()).runs.get("dev")?.commit).toBe("c1");
      await other.record(runOn(2, "up", { dev: "succeeded" }));
      expect((await history.lastRuns()).runs.get("dev")?.commit).toBe("c2");
    });

    it("links each record to the one before it of each of its environments", async () => {
      await history.record(runOn(1, "up", { dev: "succeeded" }));
      await history.record(previewOn(2, { head: "a", tree: "t", environments: ["shop"] }));
      await history.record(runOn(3, "up", { dev: "succeeded", shop: "succeeded", new: "failed" }));
      const [third, second, first] = (await history.list()).records.map(({ link }) => link);
      expect(first).toMatchObject({ number: 1, previous: {} });
      expect(second).toMatchObject({ number: 2, previous: {} });
      expect(third).toMatchObject({ number: 3, previous: { dev: first?.digest, shop: second?.digest } });
      expect(await history.verify()).toEqual({
        kind: "intact",
        records: 3,
        unlinked: 0,
        ends: { dev: third?.digest, shop: third?.digest, new: third?.digest },
      });
    });

    it("brings what several processes record at the same moment into one order, and loses none of it", async () => {
      const entries = [1, 2, 3, 4].map((day) => runOn(day, "up", { dev: "succeeded" }));
      const another = stage.open();
      await Promise.all(entries.map((entry, index) => (index % 2 === 0 ? history : another).record(entry)));
      const { records } = await history.list();
      expect(new Set(records.map(({ id }) => id))).toEqual(new Set(entries.map(({ id }) => id)));
      expect(records.map(({ link }) => link?.number)).toEqual([4, 3, 2, 1]);
      expect(await history.verify()).toMatchObject({ kind: "intact", records: 4 });
    });

    describe("with three records of which the second was changed afterwards", () => {
      const entries = [1, 2, 3].map((day) => runOn(day, "up", { dev: "succeeded" }));
      beforeEach(async () => {
        for (const entry of entries) await history.record(entry);
      });
      const verified = () => stage.open().verify();

      it("names the second when its content was altered, and does not give it as a record", async () => {
        await stage.rewrite(2, (text) => text.replace("Ada", "Eve"));
        expect(await verified()).toMatchObject({ kind: "broken", record: "record 2" });
        const { records, unreadable } = await stage.open().list();
        expect(records.map(({ id }) => id)).toEqual([entries[2]?.id, entries[0]?.id]);
        expect(unreadable).toHaveLength(1);
      });

      it("says of the last run which records after it are lost, until a later run is recorded", async () => {
        const lostSince = async () => (await stage.open().lastRuns()).runs.get("dev")?.lostSince;
        expect(await lostSince()).toEqual([]);
        await stage.rewrite(3, (text) => text.slice(0, 40));
        expect(await lostSince()).toEqual(["record 3"]);
        await stage.open().record(runOn(4, "up", { shop: "succeeded" }));
        expect(await lostSince()).toEqual(["record 3"]);
        await stage.open().record(runOn(5, "up", { dev: "succeeded" }));
        expect(await lostSince()).toEqual([]);
      });

      it("says that a record after the last run is lost when it was taken out and another one follows", async () => {
        await stage.open().record(runOn(4, "up", { shop: "succeeded" }));
        await stage.open().record(runOn(5, "up", { shop: "succeeded" }));
        await stage.rewrite(4, () => undefined);
        expect((await stage.open().lastRuns()).runs.get("dev")?.lostSince).toEqual(["record 4"]);
      });

      it("names the third when the second has a digest that fits its new content", async () => {
        await stage.rewrite(2, (text) => {
          const record = { ...(JSON.parse(text) as KeptRecord), by: "Eve" };
          return JSON.stringify({ ...record, link: { ...record.link, digest: recordDigest(record) } });
        });
        expect(await verified()).toEqual({
          kind: "broken",
          record: entries[2]?.id,
          problem: "it does not follow the record of dev that stands before it",
        });
      });

      it("names the second when it was taken out", async () => {
        await stage.rewrite(2, () => undefined);
        expect(await verified()).toEqual({ kind: "broken", record: "record 2", problem: "it is missing" });
      });

      it("names the second when it was cut off, and keeps its number taken", async () => {
        await stage.rewrite(2, (text) => text.slice(0, 40));
        await stage.open().record(runOn(4, "up", { dev: "succeeded" }));
        expect((await stage.open().list()).records[0]?.link?.number).toBe(4);
        expect(await verified()).toMatchObject({ kind: "broken", record: "record 2" });
      });
    });
  });
}
