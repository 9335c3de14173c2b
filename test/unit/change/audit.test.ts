import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  broughtTo,
  type CommitFacts,
  joinRuns,
  lastOutcomes,
  unappliedMerges,
  unfinishedCorrections,
} from "../../../src/change/index.ts";
import { approval, changeRequest, commit, corrected, correctionsBegun, idOf, preview, run } from "./audit-records.ts";

const everything = { environments: [] };
const known = (...commits: readonly CommitFacts[]) => new Map(commits.map((each) => [each.id, each]));

describe("a run in an audit", () => {
  it("is one entry for each environment, with actor, commit, result, effect, steps and time", () => {
    const [dev, prod] = joinRuns([run(2, "a", ["prod", "dev"])], known(commit("a", 1)), [], everything);
    expect([dev?.environment, prod?.environment]).toEqual(["dev", "prod"]);
    expect(dev).toMatchObject({
      verb: "up",
      by: "Ada",
      commit: idOf("a"),
      at: "2026-01-02T12:00:00.000Z",
      result: "succeeded",
      counts: { update: 1, replace: 1, delete: 1 },
      milliseconds: 12_000,
      number: 2,
      merges: [{ subject: "Change a", author: { name: "Ada" }, committer: { name: "Forge" } }],
    });
  });

  it("names the paths that a step set, sorted, and neither values nor digests of them", () => {
    const [entry] = joinRuns([run(2, "a", ["dev"])], known(commit("a", 1)), [], everything);
    expect(entry?.layers[0]?.steps[0]?.paths).toEqual(["allows", "sourceRanges"]);
    expect(JSON.stringify(entry)).not.toContain("0123456789abcdef");
  });

  it("has the change request and approvals of its record, each approval at its commit", () => {
    const [entry] = joinRuns(
      [run(2, "a", ["dev"], { changeRequest, approvals: [approval], unreviewed: "an outage" })],
      known(commit("a", 1)),
      [],
      everything,
    );
    expect(entry).toMatchObject({ changeRequest, approvals: [{ name: "Grace", commit: idOf("topic-7") }] });
    expect(entry?.unreviewed).toBe("an outage");
  });

  it("has each merge with the change request whose preview is on record for what was merged, or for the same files", () => {
    const merged = commit("merge", 1, { parents: [idOf("before"), idOf("topic-7")] });
    const squashed = commit("squash", 1, { tree: idOf("tree-topic-8") });
    const other = { ...changeRequest, number: 8 };
    const previews = [preview("topic-7"), preview("topic-8", { changeRequest: other })];
    const runs = [run(2, "squash", ["dev"], { merges: [idOf("merge"), idOf("squash")] })];
    const [entry] = joinRuns(runs, known(merged, squashed), previews, everything);
    expect(entry?.merges).toMatchObject([{ changeRequest }, { changeRequest: other, approvals: [approval] }]);
  });

  it("takes the newest of several previews of the same commit", () => {
    const newest = preview("a", { approvals: [{ ...approval, name: "Hedy" }] });
    const [entry] = joinRuns([run(2, "a", ["dev"])], known(commit("a", 1)), [newest, preview("a")], everything);
    expect(entry?.merges).toMatchObject([{ approvals: [{ name: "Hedy" }] }]);
  });

  it("names a commit that the clone does not have, with the reason, and not a commit without a subject", () => {
    const gone = { id: idOf("gone"), problem: "no commit has this id" };
    const [entry] = joinRuns([run(2, "gone", ["dev"])], new Map([[gone.id, gone]]), [], everything);
    expect(entry?.merges).toEqual([gone]);
  });

  it("is left out before --since and from --until on, and where other environments were asked for", () => {
    const runs = [run(3, "a", ["dev"]), run(2, "a", ["dev", "prod"]), run(1, "a", ["dev"])];
    const scope = {
      environments: ["prod"],
      since: new Date("2026-01-02T12:00:00Z"),
      until: new Date("2026-01-03T12:00:00Z"),
    };
    const found = joinRuns(runs, known(commit("a", 1)), [], scope);
    expect(found.map(({ environment, at }) => [environment, at])).toEqual([["prod", "2026-01-02T12:00:00.000Z"]]);
  });

  it("stands in the order of the records, whatever order a record has its environments in", () => {
    const names = ["a", "b", "c", "d"];
    fc.assert(
      fc.property(fc.shuffledSubarray(names, { minLength: 4 }), (shuffled) => {
        const found = joinRuns([run(3, "x", shuffled), run(2, "x", shuffled)], known(commit("x", 1)), [], everything);
        expect(found.map(({ environment, number }) => `${number}${environment}`)).toEqual(
          [3, 2].flatMap((number) => names.map((name) => `${number}${name}`)),
        );
      }),
    );
  });
});

describe("a correction in an audit that has no end on record", () => {
  const begun = [correctionsBegun(5, "first", ["prod", "dev"]), correctionsBegun(3, "first", ["dev"])];
  const endOf = (record: string, day: number, environments: readonly string[]) =>
    run(day, "first", environments, { kind: "correct", corrects: record });
  const placesOf = (...of: Parameters<typeof unfinishedCorrections>) =>
    unfinishedCorrections(...of).map(({ number, environment }) => [number, environment]);

  it("is one entry for each environment, with actor, commit, time and what was to be updated back", () => {
    const [first] = unfinishedCorrections(begun, [], everything);
    const [record] = begun;
    expect(first).toEqual({
      record: record?.id,
      number: 5,
      digest: "record-sha256:0005",
      environment: "dev",
      at: "2026-01-05T12:00:00.000Z",
      by: "ci",
      commit: idOf("first"),
      corrected: [corrected],
    });
    expect(placesOf(begun, [], everything)).toEqual([
      [5, "dev"],
      [5, "prod"],
      [3, "dev"],
    ]);
  });

  it("is none in an environment whose run is on record, however that ended and whenever it was", () => {
    const [late, early] = begun.map(({ id }) => id);
    const failed = endOf(late ?? "", 6, ["prod"]);
    const runs = [{ ...failed, environments: failed.environments.map((each) => ({ ...each, result: "failed" })) }];
    expect(placesOf(begun, runs, everything)).toEqual([
      [5, "dev"],
      [3, "dev"],
    ]);
    const until = { until: new Date("2026-01-04T00:00:00Z"), environments: [] };
    expect(placesOf(begun, [endOf(early ?? "", 9, ["dev"])], until)).toEqual([]);
  });

  it("is left out outside of the period and of the environments that were asked for, and where a person only let corrections go on", () => {
    expect(placesOf(begun, [], { since: new Date("2026-01-04T00:00:00Z"), environments: ["dev"] })).toEqual([
      [5, "dev"],
    ]);
    const resumed = begun.map((each) => ({ ...each, environments: [{ environment: "dev", begun: [] }] }));
    expect(placesOf(resumed, [], everything)).toEqual([]);
  });
});

describe("a merge that no run has brought up", () => {
  const line = [commit("c", 3), commit("b", 2), commit("a", 1)];
  const changes = (environments: Readonly<Record<string, readonly string[]>>, isRemoved = false) =>
    new Map(
      Object.entries(environments).map(([name, all]) => [idOf(name), all.map((each) => ({ name: each, isRemoved }))]),
    );
  const places = new Map([
    [idOf("c"), 0],
    [idOf("b"), 1],
    [idOf("a"), 2],
    [idOf("elsewhere"), 3],
  ]);
  const unapplied = (runs: Parameters<typeof broughtTo>[0], changed: ReturnType<typeof changes>, scope = everything) =>
    unappliedMerges(line, changed, broughtTo(runs, places), [], scope).map(({ id, environments }) => [
      id,
      environments,
    ]);

  it("is listed with the environments that no run has brought to it, newest first", () => {
    const changed = changes({ c: ["dev", "prod"], b: ["prod"], a: ["dev", "prod"] });
    expect(unapplied([run(2, "b", ["dev"]), run(1, "a", ["prod"])], changed)).toEqual([
      [idOf("c"), ["dev", "prod"]],
      [idOf("b"), ["prod"]],
    ]);
  });

  it("is brought up by a run of any later commit of the branch, and by no run of a commit of elsewhere", () => {
    expect(unapplied([run(3, "c", ["dev"])], changes({ a: ["dev"] }))).toEqual([]);
    expect(unapplied([run(3, "elsewhere", ["dev"])], changes({ a: ["dev"] }))).toHaveLength(1);
  });

  it("is not brought up by a run that failed, nor by a refresh", () => {
    const failed = run(2, "c", []);
    const environments = run(2, "c", ["dev"]).environments.map((each) => ({ ...each, result: "failed" }));
    const runs = [{ ...failed, environments }, run(3, "c", ["dev"], { kind: "refresh" })];
    expect(unapplied(runs, changes({ a: ["dev"] }))).toHaveLength(1);
  });

  it("that removes an environment waits for its destroy", () => {
    const changed = changes({ b: ["dev"] }, true);
    expect(unapplied([run(3, "c", ["dev"])], changed)).toHaveLength(1);
    expect(unapplied([run(3, "c", ["dev"], { kind: "destroy" })], changed)).toEqual([]);
  });

  it("that changes no environment is none", () => {
    expect(unapplied([], changes({ c: [] }))).toEqual([]);
  });
});

describe("the last outcome of an environment", () => {
  const committed = (day: number) => ({ committedAt: new Date(Date.UTC(2026, 0, day)) });
  const commits = new Map([
    [idOf("a"), committed(1)],
    [idOf("b"), committed(2)],
  ]);
  const hours = 3_600_000;

  it("is that of its newest run, with the time from the oldest merge to the end of the run that brought it", () => {
    const runs = [run(3, "b", ["dev"], { merges: [idOf("a"), idOf("b")] }), run(1, "z", ["dev", "prod"])];
    expect(lastOutcomes(runs, commits)).toMatchObject([
      { environment: "dev", at: "2026-01-03T12:00:00.000Z", hasSucceeded: true, convergedAfter: 60 * hours },
      { environment: "prod", at: "2026-01-01T12:00:00.000Z" },
    ]);
  });

  it("keeps that time through later runs that bring no merge, such as one that corrects drift or one that fails", () => {
    const later = run(9, "b", ["dev"]);
    const failed = { ...later, environments: later.environments.map((each) => ({ ...each, result: "failed" })) };
    for (const last of [later, failed, run(9, "b", ["dev"], { kind: "refresh" })]) {
      const [outcome] = lastOutcomes([last, run(2, "b", ["dev"])], commits);
      expect(outcome).toMatchObject({ at: last.at, convergedAfter: 12 * hours });
    }
    expect(lastOutcomes([failed], commits)).toMatchObject([{ hasSucceeded: false }]);
  });

  it("has no such time where the agent was only handed the commit, or where the clone does not have it", () => {
    const published = run(2, "b", ["dev"]);
    const environments = published.environments.map((each) => ({
      ...each,
      layers: each.layers.map((layer) => ({ ...layer, kind: "published" })),
    }));
    for (const runs of [[{ ...published, environments }], [run(2, "unknown", ["dev"])]])
      expect(lastOutcomes(runs, commits)[0]?.convergedAfter).toBeUndefined();
  });
});
