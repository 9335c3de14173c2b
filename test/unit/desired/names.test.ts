import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountId, clusterName, computeName, planName } from "../../../src/desired/names.ts";

const words = fc.array(fc.stringMatching(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/), { minLength: 1, maxLength: 4 });
const limits = fc.constantFrom(computeName, clusterName, accountId);

describe("a name in the cloud", () => {
  it.each([
    [["dev", "main"], computeName, "dev-main"],
    [["dev"], accountId, "dev-uiemrn"],
    [["production-europe-west", "payments-provider"], accountId, "production-europe-west-gshxb0"],
    [["a".repeat(40), "b".repeat(40)], computeName, `${"a".repeat(40)}-${"b".repeat(15)}-hyf1u0`],
  ])("of %j is planned", (words, limit, name) => {
    expect(planName(words, limit)).toBe(name);
  });

  it("fits its limit and the rules of names", () => {
    fc.assert(
      fc.property(words, limits, (words, limit) => {
        const name = planName(words, limit);
        expect(name.length).toBeLessThanOrEqual(limit.longest);
        expect(name.length).toBeGreaterThanOrEqual(limit.shortest ?? 1);
        expect(name).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])?$/);
      }),
    );
  });

  it("stays different for different words, however much has to be cut", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(words, { selector: (words) => words.join("-"), minLength: 2, maxLength: 20 }),
        limits,
        (all, limit) => {
          expect(new Set(all.map((words) => planName(words, limit))).size).toBe(all.length);
        },
      ),
    );
  });
});
