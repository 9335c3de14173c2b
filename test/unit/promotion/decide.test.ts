import { describe, expect, it } from "vitest";
import { type Health, type Hold, promotionEnd } from "../../../src/change/index.ts";
import { decide, type PromotionState, type Stage, type Standing } from "../../../src/promotion/index.ts";

const stage = (name: string, environments: readonly string[], some: Partial<Stage> = {}): Stage => ({
  name,
  environments,
  after: [],
  soakMilliseconds: 0,
  ...some,
});
const healthy: Health = { kind: "healthy" };
const minute = 60_000;

function stateOf(
  stages: readonly Stage[],
  standings: Readonly<Record<string, Standing>>,
  dependsOn: Readonly<Record<string, readonly string[]>> = {},
): PromotionState {
  return {
    promotions: [{ stages }],
    standings: new Map(Object.entries(standings)),
    concerned: new Set(Object.entries(standings).flatMap(([name, { kind }]) => (kind === "pending" ? [name] : []))),
    dependencies: new Map(Object.entries(dependsOn).map(([name, of]) => [name, new Set(of)])),
  };
}

const pending = { kind: "pending" } as const;
const stands = (since: number, health?: Health): Standing => ({ kind: "stands", since, ...(health && { health }) });
const two = [stage("first", ["dev"], { soakMilliseconds: 30 * minute }), stage("last", ["prod"], { after: ["first"] })];

describe("what of a promotion comes next", () => {
  it("is the first stage, with all environments that are in none", () => {
    const state = stateOf(two, { dev: pending, prod: pending, shared: pending });
    expect(decide(state, 0)).toEqual({ kind: "start", environments: ["dev", "shared"] });
  });

  it("is a look at what this run has brought up, before the time that it has to stand", () => {
    const state = stateOf(two, { dev: { kind: "stands", since: 0, isOfRun: true }, prod: pending });
    expect(decide(state, 1)).toEqual({ kind: "check", environments: ["dev"] });
  });

  it("is nothing until what comes before has stood for long enough", () => {
    const state = stateOf(two, { dev: { ...stands(0, healthy), isOfRun: true } as Standing, prod: pending });
    const hold = { environment: "prod", stage: "last", kind: "soaking", of: "dev", until: "1970-01-01T00:30:00.000Z" };
    expect(decide(state, 29 * minute)).toEqual({ kind: "end", holds: [hold] });
    expect(decide(state, 30 * minute)).toEqual({ kind: "start", environments: ["prod"] });
  });

  it("is a look at what comes before once it has stood for long enough, and the end when that is not healthy", () => {
    const at = 30 * minute;
    expect(decide(stateOf(two, { dev: stands(0), prod: pending }), at)).toEqual({
      kind: "check",
      environments: ["dev"],
    });
    const health: Health = { kind: "degraded", because: "web answers 503" };
    expect(decide(stateOf(two, { dev: stands(0, health), prod: pending }), at)).toEqual({
      kind: "end",
      holds: [{ environment: "prod", stage: "last", kind: "unhealthy", of: "dev", health }],
    });
  });

  it("is the canaries before the others of their stage, and one wave after the other", () => {
    const names = ["a", "b", "c", "d", "e"];
    const stages = [
      stage("all", names, {
        canary: { share: { count: 1 }, soakMilliseconds: minute },
        waves: { share: { percent: 40 }, soakMilliseconds: 0 },
      }),
    ];
    const standings: Record<string, Standing> = Object.fromEntries(names.map((name) => [name, pending]));
    const concerned = new Set(names);
    const next = (now: number) => decide({ ...stateOf(stages, standings), concerned }, now);
    expect(next(0)).toEqual({ kind: "start", environments: ["a"] });
    standings["a"] = stands(0, healthy);
    expect(next(1)).toMatchObject({ kind: "end", holds: { length: 4 } });
    expect(next(minute)).toEqual({ kind: "start", environments: ["b", "c"] });
    standings["b"] = stands(minute, healthy);
    standings["c"] = { kind: "failed" };
    expect(next(minute)).toMatchObject({ kind: "end", holds: [{ environment: "d", kind: "failed", of: "c" }, {}] });
    standings["c"] = stands(minute, healthy);
    expect(next(minute)).toEqual({ kind: "start", environments: ["d", "e"] });
  });

  it("keeps an environment in no stage with those that it depends on", () => {
    const state = stateOf(two, { dev: stands(0, healthy), prod: pending, edge: pending }, { edge: ["prod"] });
    expect(decide(state, 1)).toMatchObject({
      kind: "end",
      holds: [
        { environment: "prod", kind: "soaking" },
        { environment: "edge", kind: "behind", of: "prod", notBefore: "1970-01-01T00:30:00.000Z" },
      ],
    });
  });

  it("waits for stages over one that the commit does not concern", () => {
    const stages = [...two.slice(0, 1), stage("mid", ["mid"], { after: ["first"] })];
    const all = [...stages, stage("last", ["prod"], { after: ["mid", "first"] })];
    const state = stateOf(all, { dev: stands(0), mid: stands(-1e9), prod: pending });
    expect(decide(state, minute)).toMatchObject({ holds: [{ environment: "prod", kind: "soaking", of: "dev" }] });
  });
});

describe("what of several promotions comes next", () => {
  const under = (all: readonly (readonly Stage[])[], standings: Readonly<Record<string, Standing>>) => ({
    ...stateOf([], standings),
    promotions: all.map((stages) => ({ stages })),
  });

  it("is only what each of them lets start", () => {
    const state = under([[], two], { dev: pending, prod: pending });
    expect(decide(state, 0)).toEqual({ kind: "start", environments: ["dev"] });
    expect(decide(under([two, []], { dev: pending, prod: pending }), 0)).toEqual(decide(state, 0));
  });

  it("is nothing before the time of the one that waits for longer", () => {
    const short = [stage("first", ["dev"], { soakMilliseconds: minute }), ...two.slice(1)];
    const state = under([two, short], { dev: stands(0, healthy), prod: pending });
    const until = "1970-01-01T00:30:00.000Z";
    expect(decide(state, minute)).toMatchObject({ kind: "end", holds: [{ environment: "prod", until }] });
    expect(decide(state, 30 * minute)).toEqual({ kind: "start", environments: ["prod"] });
  });

  it("is what the newest says where one says the contrary of another", () => {
    const contrary = [stage("first", ["prod"]), stage("last", ["dev"], { after: ["first"] })];
    const state = under([two, contrary], { dev: pending, prod: pending });
    expect(decide(state, 0)).toEqual({ kind: "start", environments: ["prod"] });
  });
});

describe("how far a run came", () => {
  const soaking: Hold = { environment: "staging", kind: "soaking", of: "dev", until: "2026-01-01T00:30:00.000Z" };
  const behind = (environment: string, of: string, notBefore?: string): Hold => ({
    environment,
    kind: "behind",
    of,
    ...(notBefore !== undefined && { notBefore }),
  });

  it("is waiting where time alone brings all that is left", () => {
    const until = soaking.until;
    expect(promotionEnd({ holds: [soaking, behind("prod", "staging", until)], health: [] })).toEqual({
      kind: "waiting",
      until,
    });
  });

  it("is stopped where something is not healthy, failed, or waits for what nothing brings", () => {
    expect(promotionEnd({ holds: [soaking, behind("prod", "elsewhere")], health: [] }).kind).toBe("stopped");
    expect(promotionEnd({ holds: [{ environment: "prod", kind: "failed", of: "dev" }], health: [] }).kind).toBe(
      "stopped",
    );
    const health = [{ environment: "dev", health: { kind: "unknown", because: "no answer" } }] as const;
    expect(promotionEnd({ holds: [], health }).kind).toBe("stopped");
  });

  it("is complete where nothing is held", () => {
    expect(promotionEnd({ holds: [], health: [] })).toEqual({ kind: "complete" });
  });
});
