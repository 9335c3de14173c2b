import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { objectAt } from "../../src/lib/index.ts";
import { everything, hardships, type Means } from "./hardships.ts";
import { many, map, one } from "./manifests.ts";
import type { Setting, StartedAgent } from "./setting.ts";
import { Trial } from "./trial.ts";

/**
 * The principles of OpenGitOps 1.0.0 (opengitops.dev), and what an agent has to hold out, as tests of any agent in any cluster: it is seen by
 * the objects of the cluster and by the conditions that it writes alone.
 *
 * @param open a setting in which no agent runs yet, or one where it always does
 * @param means tests that need others are not there
 */
export function conformance(agent: string, open: () => Promise<Setting>, means: Partial<Means> = {}): void {
  const can = { ...everything, ...means };
  describe(`the principles of GitOps: ${agent}`, () => {
    let setting: Setting;
    let running: StartedAgent | undefined;
    const start = async () => {
      running = await setting.agent?.start();
    };
    const begun = async (files: Readonly<Record<string, string>>) => {
      const trial = await Trial.begin(setting);
      const commit = await trial.branch.commit(files);
      await trial.follow();
      await trial.untilApplied(commit);
      return trial;
    };

    beforeAll(async () => {
      setting = await open();
      await start();
    });
    afterAll(async () => {
      await running?.stop();
      await setting?.stop();
    });

    it("declarative: what stands in Git is made in the cluster, and the status names its commit", async () => {
      const trial = await begun(one("1"));
      expect(await trial.data("one")).toEqual({ value: "1" });
    });

    it("deterministic: one commit is the same objects wherever it is applied", async () => {
      const trial = await begun({ ...one("1"), ...many("2") });
      const other = `${trial.namespace}-other`;
      await trial.makeNamespace(other);
      await trial.follow("again", other);
      const commit = await trial.branch.commit({ ...one("3"), ...many("4") });
      await trial.untilApplied(commit, "apps");
      await trial.untilApplied(commit, "again");
      for (const name of ["one", "m-0", "m-29"]) {
        const [here, there] = await Promise.all([trial.get("configMap", name), trial.get("configMap", name, other)]);
        expect(there?.["data"]).toEqual(here?.["data"]);
        expect(objectAt(there, "metadata", "labels")["app"]).toEqual(objectAt(here, "metadata", "labels")["app"]);
      }
    });

    it("versioned: a commit that goes back takes the cluster back", async () => {
      const trial = await begun(one("1"));
      await trial.untilApplied(await trial.branch.commit({ ...one("2"), "apps/two.yaml": map("two", {}) }));
      await trial.untilApplied(await trial.branch.commit(one("1")));
      expect([await trial.data("one"), await trial.data("two")]).toEqual([{ value: "1" }, undefined]);
    });

    it("immutable: a history that was rewritten is followed, or refused with a word; never the one while the status says the other", async () => {
      const trial = await begun(one("1"));
      const rewritten = await trial.branch.commit(one("2"), { parent: null });
      const ended = async () => {
        const source = await trial.ready("source");
        const applied = await trial.get("kustomization", "apps");
        const follows =
          objectAt(applied, "status")["lastAppliedRevision"] === `${trial.branch.branch}@sha1:${rewritten}`;
        return follows ? "followed" : source?.["status"] === "False" ? "refused" : "neither";
      };
      await expect.poll(ended).not.toBe("neither");
      expect(await trial.data("one")).toEqual({ value: (await ended()) === "followed" ? "2" : "1" });
    });

    it("pulled automatically: a commit is applied without a request", async () => {
      const trial = await begun(one("1"));
      await trial.branch.commit(one("2"));
      await expect.poll(() => trial.data("one")).toEqual({ value: "2" });
    });

    it("pulled automatically: what leaves Git leaves the cluster, and nothing else does", async () => {
      const trial = await begun({ ...one("1"), "apps/two.yaml": map("two", {}) });
      const { uid } = (await trial.get("configMap", "one"))?.metadata ?? {};
      await trial.untilApplied(await trial.branch.commit(one("1")));
      expect(await trial.data("two")).toBeUndefined();
      expect((await trial.get("configMap", "one"))?.metadata.uid).toBe(uid);
    });

    it("continuously reconciled: a declared value that is changed in the cluster comes back", async () => {
      const trial = await begun(one("1"));
      await trial.patch("configMap", "one", { data: { value: "changed" } });
      await expect.poll(() => trial.data("one")).toEqual({ value: "1" });
    });

    it("continuously reconciled: an object that is deleted in the cluster comes back", async () => {
      const trial = await begun(one("1"));
      await trial.delete("configMap", "one");
      await expect.poll(() => trial.data("one")).toEqual({ value: "1" });
    });

    it("idempotent: nothing is written to objects that are as Git says, however often they are looked at", async () => {
      const trial = await begun({ ...one("1"), "apps/two.yaml": map("two", {}) });
      const versions = async () =>
        Promise.all(["one", "two"].map(async (name) => (await trial.get("configMap", name))?.metadata));
      const before = await versions();
      for (const _ of [1, 2, 3]) await trial.reconcile();
      expect(await versions()).toEqual(before);
    });

    it("isolated: one broken commit takes nothing away, is named, and the next good one is applied", async () => {
      const trial = await begun(one("1"));
      await trial.branch.commit({
        ...one("2"),
        "apps/bad.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: [",
      });
      await expect.poll(async () => (await trial.ready("kustomization"))?.["status"]).toBe("False");
      expect((await trial.ready("kustomization"))?.["message"]).toContain("bad.yaml");
      expect(await trial.data("one")).toBeDefined();
      await trial.untilApplied(await trial.branch.commit(one("3")));
      expect(await trial.data("one")).toEqual({ value: "3" });
    });

    it.each(hardships.filter(({ needs }) => needs.every((need) => can[need])))(
      "holds out $title",
      async ({ files, suffer, seen, wanted }) => {
        const trial = await begun(files);
        const killAgent = async () => {
          await running?.kill();
          await start();
        };
        await trial.untilApplied(await suffer(trial, { setting, killAgent }));
        expect(await seen(trial)).toEqual(wanted);
      },
    );
  });
}
