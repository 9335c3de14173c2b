import { describe, expect, it } from "vitest";
import { type Difference, findingsOf } from "../../../src/drift/index.ts";
import { nothingRemembered } from "../../../src/history/index.ts";
import { planNotices, scanOf } from "../../../src/notify/index.ts";
import { newsText, noticeText } from "../../../src/notify/notice-text.ts";
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

  describe("of a difference that changes while it lasts", () => {
    const seen = (...parts: readonly Partial<Difference>[]) => ({
      found: { dev: parts.map((part) => ({ subject: "a", ...part })) },
    });
    const size = { paths: ["size"] };
    const both = { paths: ["size", "zone"] };

    it.each<readonly [string, readonly Partial<Difference>[]]>([
      ["another property differs as well", [both]],
      ["another property differs instead", [{ paths: ["zone"] }]],
      ["it is missing altogether", [{ change: "missing", paths: [] }]],
      ["a second cause comes to it", [size, { paths: ["zone"], cause: { kind: "not-applied" } }]],
      ["it has another cause", [{ ...size, cause: { kind: "unexplained" } }]],
      [
        "it is known who changed it",
        [{ ...size, cause: { kind: "changed-outside", by: { actor: "eve", at: "2026-01-05T11:00:00Z" } } }],
      ],
    ])("is the same notice, with its age, and never that it is gone, where %s", (_, parts) => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, seen(size));
      world.scan(30, seen(size));
      world.scan(10, seen(...parts));
      expect(world.told).toHaveLength(1);
      world.scan(30, seen(...parts));
      world.scan(60, seen(...parts));
      const [first, second, ...more] = world.told;
      expect([first?.news, second?.news, more]).toEqual(["opened", "changed", []]);
      expect(second).toMatchObject({
        thread: first?.thread,
        since: first?.since,
        message: `message of ${first?.thread}`,
        environments: ["dev"],
        altered: ["dev"],
        left: [],
      });
      expect(second && newsText(second)).toBe("Differs otherwise than before in dev.");
    });

    it("is nothing where it is as it was told before that has lasted", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, seen(size));
      world.scan(30, seen(size));
      for (const part of [both, size, both, size]) world.scan(29, seen(part));
      world.scan(60, seen(size));
      expect(world.told.map(({ news }) => news)).toEqual(["opened"]);
    });

    it("is how it is by then in all environments, also where it differs in another way", () => {
      const world = new ToldWorld(settingsOf());
      const dev = [{ subject: "a", ...size }];
      const shop = [{ subject: "a", paths: ["zone"] }];
      world.scan(0, { found: { dev, shop } });
      world.scan(30, { found: { dev, shop } });
      expect(world.told).toMatchObject([
        { environments: ["dev", "shop"], appearance: { paths: ["size", "zone"], causes: ["changed-outside"] } },
      ]);
    });
  });

  describe("of what follows from another difference", () => {
    const network = { subject: "network", change: "missing", paths: [] } as const;
    const found = (...names: readonly string[]) => ({
      found: { dev: [network, ...names.map((subject) => ({ subject, follows: "network" }))] },
    });

    it("is one notice of the cause, with how many follow", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, found("subnet", "machine"));
      world.scan(30, found("subnet", "machine"));
      const [notice, ...more] = world.told;
      if (!notice) throw new Error("it was not told");
      expect([notice.matter?.subject, more]).toEqual(["network", []]);
      expect(noticeText(notice).facts).toContainEqual(["and", "2 more differences that follow from it"]);
    });

    it("is not that it is gone, where it was told by itself before", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, { found: { dev: ["subnet"] } });
      world.scan(30, { found: { dev: ["subnet"] } });
      for (let scans = 0; scans < 3; scans++) world.scan(30, found("subnet"));
      expect(summary(world)).toEqual(["ops drift opened in dev +dev -", "ops drift opened in dev +dev -"]);
      world.scan(1, { found: { dev: [] } });
      world.scan(30, { found: { dev: [] } });
      expect(summary(world).slice(2)).toEqual(Array(2).fill("ops drift resolved in  + -dev"));
    });
  });

  describe("of a difference that an exception accepts", () => {
    const accepted = { owner: "ada", reason: "the audit", until: "2026-12-31" };
    const found = (more: Partial<Difference> = {}) => ({ found: { dev: [{ subject: "a", ...more }], shop: [] } });

    it("is by whom and until when, at once, and never that it is gone", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, found());
      world.scan(30, found());
      world.scan(1, found({ accepted }));
      world.scan(60, found({ accepted }));
      const drift = world.told.filter(({ kind }) => kind === "drift");
      expect(drift.map(({ news, left }) => [news, left])).toEqual([
        ["opened", []],
        ["accepted", ["dev"]],
      ]);
      const [, notice] = drift;
      if (!notice) throw new Error("it was not told");
      expect(newsText(notice)).toBe("Accepted in dev by ada until 2026-12-31.");
      expect(noticeText(notice).title).toBe("Accepted: Drift in dev: a (infrastructure)");
      const records = world.record.length;
      world.scan(30, found({ accepted }));
      expect(world.record.length).toBe(records);
    });

    it("is that it is there once more when the exception is over", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, found());
      world.scan(30, found());
      world.scan(1, found({ accepted }));
      world.scan(1, found({ accepted: { ...accepted, expired: true } }));
      world.scan(30, found({ accepted: { ...accepted, expired: true } }));
      expect(world.told.filter(({ kind }) => kind === "drift").map(({ news }) => news)).toEqual([
        "opened",
        "accepted",
        "opened",
      ]);
    });

    it("is nothing where it was accepted before it was told", () => {
      const world = new ToldWorld(settingsOf());
      world.scan(0, found());
      world.scan(30, found({ accepted }));
      world.scan(30, found({ accepted }));
      expect(world.told).toEqual([]);
    });
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
        isWaitingKnown: true,
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
      { conditions: [], declared: ["dev"], allLayers: true, isWaitingKnown: true },
    ).environments.get("dev")?.seen;
    expect([...(seen?.values() ?? [])].map(({ matter }) => matter.subject)).toEqual(["c"]);
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
      { conditions: [], declared: ["dev"], allLayers: false, isWaitingKnown: true },
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
    const by = { actor: "eve@example.com", at: "2026-01-05T11:58:03.123Z", action: "v1.compute.firewalls.patch" };
    const found = { dev: [{ subject: "gcp:compute:Firewall ssh", cause: { kind: "changed-outside", by } as const }] };
    world.scan(0, { found });
    world.scan(190, { found });
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
        ["by", "eve@example.com at 2026-01-05T11:58:03Z"],
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
