import { describe, expect, it } from "vitest";
import { findingsOf } from "../../../src/drift/index.ts";
import { nothingRemembered } from "../../../src/history/index.ts";
import { planNotices, scanOf } from "../../../src/notify/index.ts";
import { noticeText } from "../../../src/notify/notice-text.ts";
import { isQuiet } from "../../../src/notify/quiet-hours.ts";
import { driftOf, minute, routeCalled, settingsOf, start, ToldWorld } from "./told-world.ts";

const summary = (world: ToldWorld) =>
  world.told.map(({ route, kind, news, environments, joined, left }) =>
    [route, kind, news, `in ${environments.join()}`, `+${joined.join()}`, `-${left.join()}`].join(" "),
  );

describe("what is told after a comparison", () => {
  it("is one notice for a difference of several environments, which is edited as they come and go", () => {
    const world = new ToldWorld(settingsOf());
    for (const [minutes, dev, shop] of [
      [0, ["a"], []],
      [30, ["a"], ["a"]],
      [30, ["a"], ["a"]],
      [5, [], ["a"]],
      [20, [], ["a"]],
      [5, [], []],
      [20, [], []],
    ] as const)
      world.scan(minutes, { found: { dev, shop } });
    const drift = world.told.filter(({ kind }) => kind === "drift");
    expect(drift.map(({ news, environments, joined, left }) => [news, environments, joined, left])).toEqual([
      ["opened", ["dev"], ["dev"], []],
      ["changed", ["dev", "shop"], ["shop"], []],
      ["changed", ["shop"], [], ["dev"]],
      ["resolved", [], [], ["shop"]],
    ]);
    expect(new Set(drift.map(({ thread }) => thread)).size).toBe(1);
    expect(new Set(drift.slice(1).map(({ message }) => message))).toEqual(new Set([`message of ${drift[0]?.thread}`]));
    expect(drift[0]?.matter?.key).toBe(`drift:${findingsOf(driftOf({ dev: ["a"] }))[0]?.fingerprint}`);
  });

  it("is that an environment has converged, when nothing was wrong there for its time", () => {
    const world = new ToldWorld(settingsOf());
    world.scan(0, { found: { dev: ["a"] } });
    world.scan(30, { found: { dev: ["a"] } });
    world.scan(1, { found: { dev: [] } });
    world.scan(30, { found: { dev: [] } });
    world.scan(30, { found: { dev: [] } });
    expect(summary(world)).toEqual([
      "ops drift opened in dev +dev -",
      "ops drift resolved in  + -dev",
      "ops converged resolved in  + -dev",
    ]);
  });

  it("is what cannot be told, and nothing of a layer that is changing or of what is gone while it cannot be told", () => {
    const world = new ToldWorld(settingsOf());
    world.scan(0, { found: { dev: ["a"], shop: "changing" } });
    world.scan(40, { found: { dev: "unknown", shop: "changing" } });
    world.scan(40, { found: { dev: "unknown", shop: "changing" } });
    expect(summary(world)).toEqual(["ops unknown opened in dev +dev -"]);
    expect(world.told.map(noticeText)).toMatchObject([
      { title: "Cannot tell how the layer infrastructure stands in dev" },
    ]);
    expect(JSON.stringify(world.told)).not.toContain("its state cannot be read");
    world.scan(1, { found: { dev: ["a"], shop: [] } });
    expect(summary(world).slice(1)).toEqual(["ops drift opened in dev +dev -"]);
  });

  it("leads to routes by environment, owner and kind", () => {
    const routes = [
      routeCalled("prod", { environments: ["prod-*"] }),
      routeCalled("payments", { owners: ["pay*"] }),
      routeCalled("failures", { kinds: ["failed"] }),
    ];
    const planned = planNotices({
      now: new Date(start),
      scan: scanOf(driftOf({ "prod-eu": ["a"], dev: ["a"] }), {
        conditions: [{ environment: "dev", kind: "failed", commit: "c1", detail: "up of c1 failed" }],
        declared: ["dev", "prod-eu"],
        allLayers: true,
      }),
      remembered: nothingRemembered,
      settings: settingsOf({ routes, afterMilliseconds: { drift: 0, unknown: 0, failed: 0, waiting: 0 } }),
      owners: new Map([["dev", "payments"]]),
    });
    expect(planned.notices.map(({ route, kind, joined }) => [route, kind, joined])).toEqual([
      ["prod", "drift", ["prod-eu"]],
      ["payments", "drift", ["dev"]],
      ["payments", "failed", ["dev"]],
      ["failures", "failed", ["dev"]],
    ]);
  });

  it("is nothing of noise and of what is accepted, until that has expired", () => {
    const drift = driftOf({ dev: ["a", "b", "c"] });
    const acceptance = { owner: "ada", reason: "on purpose", until: "2026-12-31" };
    const environments = drift.environments.map((each) => ({
      ...each,
      layers: each.layers.map((layer) => ({
        ...layer,
        differences: layer.differences.map((difference) => {
          if (difference.subject === "a") return { ...difference, cause: { kind: "noise" } as const };
          const expired = difference.subject === "c" ? ({ expired: true } as const) : {};
          return { ...difference, accepted: { ...acceptance, ...expired } };
        }),
      })),
    }));
    const seen = scanOf(
      { ...drift, environments },
      { conditions: [], declared: ["dev"], allLayers: true },
    ).environments.get("dev")?.seen;
    expect([...(seen?.values() ?? [])].map(({ subject }) => subject)).toEqual(["c"]);
  });

  it("is a heartbeat where every environment of the route is well, as often as it says, and never beside what is open", () => {
    const world = new ToldWorld(settingsOf({ routes: [routeCalled("ops", { heartbeatMilliseconds: 60 * minute })] }));
    const well = { dev: [], shop: [] };
    world.scan(0, { found: { dev: [] }, declared: ["dev", "shop"] });
    expect(world.told).toEqual([]);
    world.scan(0, { found: well });
    world.scan(59, { found: well });
    world.scan(1, { found: well, failing: ["ops"] });
    world.scan(1, { found: well });
    world.scan(60, { found: { dev: ["a"], shop: [] } });
    world.scan(1, { found: { dev: "changing", shop: [] } });
    expect(summary(world)).toEqual(Array(2).fill("ops heartbeat opened in dev,shop + -"));
  });

  it("is not that an environment has converged while a layer of it was not compared", () => {
    const world = new ToldWorld(settingsOf());
    const failed = { environment: "dev", kind: "failed", commit: "c1", detail: "up failed" } as const;
    world.scan(0, { found: { dev: ["a"] }, conditions: [failed] });
    world.scan(30, { found: { dev: ["a"] } });
    const others = driftOf({ dev: [] }).environments.map((each) => ({ ...each, layers: [] }));
    const sight = scanOf(
      { ...driftOf({}), environments: others },
      { conditions: [], declared: ["dev"], allLayers: false },
    ).environments.get("dev");
    const matters = [...world.remembered().matters.values()];
    expect(matters.map((matter) => [matter.kind, sight?.tells(matter)])).toEqual([
      ["drift", false],
      ["failed", true],
      ["trouble", false],
    ]);
    expect(sight?.isWell).toBe(false);
  });

  it("is that something is gone with its environment, which has not converged", () => {
    const world = new ToldWorld(settingsOf());
    world.scan(0, { found: { dev: ["a"], shop: [] } });
    world.scan(30, { found: { dev: ["a"], shop: [] } });
    world.scan(1, { found: { shop: [] }, declared: ["shop"] });
    world.scan(60, { found: { shop: [] }, declared: ["shop"] });
    expect(summary(world).slice(1)).toEqual(["ops drift resolved in  + -dev"]);
  });
});

describe("the words of a notice", () => {
  it("say where, what, why, since when and what to do, without a value", () => {
    const world = new ToldWorld(settingsOf());
    world.scan(0, { found: { dev: ["gcp:compute:Firewall ssh"] } });
    world.scan(190, { found: { dev: ["gcp:compute:Firewall ssh"] } });
    const [notice] = world.told;
    if (!notice) throw new Error("nothing was told");
    expect(noticeText(notice)).toEqual({
      title: "Drift in dev: gcp:compute:Firewall ssh (infrastructure)",
      facts: [
        ["environments", "dev"],
        ["layer", "infrastructure"],
        ["subject", "gcp:compute:Firewall ssh"],
        ["difference", "changed"],
        ["paths", "size"],
        ["cause", "changed outside of Git"],
        ["for", "3 h 10 min (first seen 2026-01-05T12:00:00.000Z)"],
      ],
      next: ["groundwork drift --env dev", "groundwork up --env dev --refresh"],
    });
  });
});

describe("quiet hours", () => {
  const night = { from: 22 * 60, to: 7 * 60, days: ["fri"], zone: "Europe/Berlin" } as const;
  it.each([
    ["on Friday before they begin", "2026-07-03T19:59:00Z", false],
    ["on Friday at their beginning, by the zone's own clock", "2026-07-03T20:00:00Z", true],
    ["on Saturday before their end", "2026-07-04T04:59:00Z", true],
    ["on Saturday at their end", "2026-07-04T05:00:00Z", false],
    ["on Saturday night, on which none begin", "2026-07-04T21:00:00Z", false],
    ["in winter, when the clock stands an hour earlier", "2026-01-02T20:30:00Z", false],
  ])("%s", (_, at, expected) => {
    expect(isQuiet(night, new Date(at))).toBe(expected);
  });
});
