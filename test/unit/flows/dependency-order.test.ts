import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inDependencyOrder, reversed } from "../../../src/flows/selection/dependency-order.ts";

const graph = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map((rows) => new Map(rows.map((row, index) => [`e${index}`, new Set(row.map((n) => `e${n % rows.length}`))])));

const acyclic = fc
  .array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 8 })
  .map(
    (rows) =>
      new Map(rows.map((row, index) => [`e${index}`, new Set(index === 0 ? [] : row.map((n) => `e${n % index}`))])),
  );

describe("the order of environments", () => {
  it("starts none before those that it depends on have ended, and never more at once than allowed", async () => {
    await fc.assert(
      fc.asyncProperty(acyclic, fc.integer({ min: 1, max: 3 }), async (dependencies, parallel) => {
        const ended = new Set<string>();
        let running = 0;
        await inDependencyOrder({
          names: [...dependencies.keys()],
          dependencies,
          parallel,
          isGood: () => true,
          async run(name) {
            running += 1;
            expect(running).toBeLessThanOrEqual(parallel);
            for (const before of dependencies.get(name) ?? []) expect(ended).toContain(before);
            await Promise.resolve();
            running -= 1;
            ended.add(name);
          },
        });
        expect(ended.size).toBe(dependencies.size);
      }),
    );
  });

  it("comes to an end for every graph, also with circles", async () => {
    await fc.assert(
      fc.asyncProperty(graph, async (dependencies) => {
        const results = await inDependencyOrder({
          names: [...dependencies.keys()],
          dependencies,
          parallel: 2,
          isGood: () => true,
          run: async (name) => name,
        });
        expect([...results.keys()]).toEqual([...dependencies.keys()]);
      }),
    );
  });

  it("leaves out those that depend on one that failed, directly or not, and no others", async () => {
    const dependencies = new Map([
      ["b", new Set(["a"])],
      ["c", new Set(["b"])],
    ]);
    const ran: string[] = [];
    const results = await inDependencyOrder<boolean>({
      names: ["c", "b", "a", "x"],
      dependencies,
      parallel: 2,
      isGood: (good) => good,
      run: async (name) => {
        ran.push(name);
        return name !== "a";
      },
    });
    expect(ran.toSorted()).toEqual(["a", "x"]);
    expect(results.get("c")).toEqual({ blockedBy: "b" });
    expect(results.get("x")).toEqual({ done: true });
  });

  it("is the other way round for taking down", () => {
    expect(reversed(new Map([["b", new Set(["a"])]]))).toEqual(new Map([["a", new Set(["b"])]]));
  });
});
