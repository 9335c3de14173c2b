import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Notice } from "../../../src/notify/index.ts";
import {
  type Found,
  type FoundDifference,
  minute,
  routeCalled,
  type Step,
  settingsOf,
  ToldWorld,
} from "./told-world.ts";

const environments = ["dev", "shop"] as const;
const found: fc.Arbitrary<Found> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.subarray(["a", "b"]), fc.subarray(["size", "zone"], { minLength: 1 }))
      .map(([subjects, paths]) => subjects.map((subject) => ({ subject, paths }))),
  },
  { weight: 1, arbitrary: fc.constantFrom("unknown" as const, "changing" as const) },
);
const step = fc.record({
  minutes: fc.integer({ min: 1, max: 45 }),
  step: fc.record({
    found: fc.record({ dev: found, shop: found }),
    failing: fc.subarray(["ops", "mail"], { maxLength: 2 }),
  }),
});
const steps = fc.array(step, { minLength: 1, maxLength: 25 });

/** Half of the hours are quiet: 12:00 to 13:00 is not, 13:00 to 14:00 is, and so on. */
const quietAfternoon = routeCalled("mail", {
  quietHours: { from: 13 * 60, to: 17 * 60, days: ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], zone: "UTC" },
});
const isQuietAt = (now: number) => {
  const hour = new Date(now).getUTCHours();
  return hour >= 13 && hour < 17;
};

/** Of one subject in one environment on one route, oldest first: whether it was told as there, or as gone. */
function tale(told: readonly Notice[], route: string, environment: string, subject: string): readonly string[] {
  return told
    .filter((notice) => notice.route === route && notice.matter?.subject === subject)
    .flatMap(({ joined, left }) => [
      ...(joined.includes(environment) ? ["there"] : []),
      ...(left.includes(environment) ? ["gone"] : []),
    ]);
}

const each = environments.flatMap((environment) => ["a", "b"].map((subject) => [environment, subject] as const));
const has = (step: Step, environment: string, subject: string) => {
  const of = step.found[environment];
  return Array.isArray(of) && of.some((each: FoundDifference) => typeof each !== "string" && each.subject === subject);
};
const lacks = (step: Step, environment: string, subject: string) =>
  Array.isArray(step.found[environment]) && !has(step, environment, subject);

describe("what routes are told over any sequence of comparisons and lost sends", () => {
  it("never tells a difference twice while it lasts, and never twice that it is gone", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = new ToldWorld(settingsOf({ routes: [routeCalled("ops"), quietAfternoon] }));
        for (const { minutes, step } of all) world.scan(minutes, step);
        for (const route of ["ops", "mail"])
          for (const [environment, subject] of each) {
            const events = tale(world.told, route, environment, subject);
            expect(events.filter((event, index) => event === "there" && events[index - 1] === "there")).toEqual([]);
          }
      }),
    );
  });

  it("tells a difference that persists as soon as the interval is over and the route takes it", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = new ToldWorld(settingsOf());
        const firstSeen = new Map<string, number>();
        for (const { minutes, step } of all) {
          world.scan(minutes, step);
          for (const [environment, subject] of each) {
            const key = `${environment} ${subject}`;
            if (lacks(step, environment, subject)) firstSeen.delete(key);
            if (!has(step, environment, subject)) continue;
            if (!firstSeen.has(key)) firstSeen.set(key, world.now);
            const isDue = world.now - (firstSeen.get(key) ?? 0) >= 30 * minute;
            const wasTold = tale(world.told, "ops", environment, subject).at(-1) === "there";
            expect(wasTold || !isDue || step.failing.includes("ops")).toBe(true);
          }
        }
      }),
    );
  });

  it("tells what was told as gone exactly once, when it has been gone for the time to settle", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = new ToldWorld(settingsOf({ routes: [routeCalled("ops"), quietAfternoon] }));
        for (const { minutes, step } of all)
          world.scan(minutes, { ...step, failing: step.failing.filter((route) => route === "mail") });
        const clear = { found: { dev: [], shop: [] } };
        world.scan(1, clear);
        // Past the quiet hours of every day.
        for (let hours = 0; hours < 8; hours++) world.scan(60, clear);
        for (const route of ["ops", "mail"])
          for (const [environment, subject] of each) {
            const events = tale(world.told, route, environment, subject);
            // What was not told as there, because the route did not take it, is told as gone alone.
            const open = events.filter((event, index) => event === "there" && events[index + 1] !== "gone");
            const alone = events.filter((event, index) => event === "gone" && events[index - 1] !== "there");
            expect([open, route === "ops" ? alone : []]).toEqual([[], []]);
          }
        expect(world.remembered().states.size).toBe(0);
        const records = world.record.length;
        expect(world.scan(60, clear)).toEqual([]);
        expect(world.record.length).toBe(records);
      }),
    );
  });

  it("tells nothing in quiet hours, and after them all that has lasted in the meantime", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const world = new ToldWorld(settingsOf({ routes: [quietAfternoon] }));
        const lasted = new Set<string>();
        const firstSeen = new Map<string, number>();
        for (const { minutes, step } of all) {
          const sent = world.scan(minutes, step);
          expect(isQuietAt(world.now) ? sent : []).toEqual([]);
          for (const [environment, subject] of each) {
            const key = `${environment} ${subject}`;
            if (lacks(step, environment, subject)) firstSeen.delete(key);
            if (!has(step, environment, subject)) continue;
            if (!firstSeen.has(key)) firstSeen.set(key, world.now);
            if (world.now - (firstSeen.get(key) ?? 0) >= 30 * minute) lasted.add(key);
          }
        }
        for (let hours = 0; hours < 8; hours++) world.scan(60, { found: { dev: [], shop: [] } });
        for (const key of lasted) {
          const [environment = "", subject = ""] = key.split(" ");
          expect(tale(world.told, "mail", environment, subject)).not.toEqual([]);
        }
      }),
    );
  });

  it("gives one message of a difference that comes and goes within the time to settle", () => {
    const flaps = fc.array(
      fc.record({ there: fc.integer({ min: 1, max: 40 }), away: fc.integer({ min: 1, max: 18 }) }),
      {
        minLength: 1,
        maxLength: 15,
      },
    );
    fc.assert(
      fc.property(flaps, (all) => {
        const world = new ToldWorld(settingsOf());
        world.scan(0, { found: { dev: ["a"] } });
        for (const { there, away } of all) {
          world.scan(there, { found: { dev: [] } });
          world.scan(away, { found: { dev: ["a"] } });
        }
        world.scan(30, { found: { dev: ["a"] } });
        expect(tale(world.told, "ops", "dev", "a")).toEqual(["there"]);
      }),
    );
  });

  it("sends what did not arrive again under the same id while nothing else has changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.subarray(["a", "b"], { minLength: 1 }), (failures, subjects) => {
        const world = new ToldWorld(settingsOf());
        world.scan(0, { found: { dev: subjects } });
        const ids = Array.from({ length: failures }, () =>
          world.scan(30, { found: { dev: subjects }, failing: ["ops"] }).map(({ id }) => id),
        );
        const arrived = world.scan(30, { found: { dev: subjects } }).map(({ id }) => id);
        for (const tried of ids) expect(tried).toEqual(arrived);
        expect(world.scan(30, { found: { dev: subjects } })).toEqual([]);
      }),
    );
  });
});
