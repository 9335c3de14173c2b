import { compare } from "bcryptjs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PackageFacts } from "../../../src/local/providers/logical/index.ts";
import { randomProvider } from "../../../src/local/providers/random/index.ts";
import type { PropertyMap } from "../../../src/provider/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { programOn } from "./program.ts";

const program = programOn(randomProvider());
const token = (kind: string) => `random:index/random${kind}:Random${kind}`;

/** Of every type: inputs, another value for each input, and what else its outputs hold. */
const KINDS: readonly {
  readonly kind: string;
  readonly inputs: PropertyMap;
  readonly others: PropertyMap;
  readonly outputs: readonly string[];
}[] = [
  { kind: "Bytes", inputs: { length: 12 }, others: { length: 13 }, outputs: ["base64", "hex"] },
  {
    kind: "Id",
    inputs: { byteLength: 4, prefix: "pre-" },
    others: { byteLength: 5, prefix: "other-" },
    outputs: ["b64Std", "b64Url", "hex", "dec"],
  },
  {
    kind: "Integer",
    inputs: { min: 1, max: 1_000_000, seed: "s" },
    others: { min: 2, max: 1_000_001, seed: "t" },
    outputs: ["result"],
  },
  {
    kind: "Password",
    inputs: { length: 20 },
    others: {
      length: 21,
      lower: false,
      upper: false,
      special: false,
      numeric: false,
      minLower: 1,
      minUpper: 1,
      minNumeric: 1,
      minSpecial: 1,
      overrideSpecial: "_",
    },
    outputs: ["result", "bcryptHash", "number"],
  },
  {
    kind: "Pet",
    inputs: { length: 3, separator: "_" },
    others: { length: 2, separator: "-", prefix: "x" },
    outputs: [],
  },
  {
    kind: "Shuffle",
    inputs: { inputs: ["a", "b", "c"], resultCount: 2 },
    others: { inputs: ["a", "b"], resultCount: 3, seed: "s" },
    outputs: ["results"],
  },
  {
    kind: "String",
    inputs: { length: 8, number: false },
    others: { length: 9, number: true, special: false, minLower: 2, overrideSpecial: "_" },
    outputs: ["result", "numeric"],
  },
  { kind: "Uuid", inputs: {}, others: {}, outputs: ["result"] },
  { kind: "Uuid4", inputs: {}, others: {}, outputs: ["result"] },
  { kind: "Uuid7", inputs: {}, others: {}, outputs: ["result"] },
];

describe("every type of @pulumi/random", () => {
  it("is there", () => {
    expect(KINDS.map(({ kind }) => token(kind)).toSorted()).toEqual(new PackageFacts("random").tokens().toSorted());
  });

  it.each(KINDS)("keeps $kind through a refresh and a second preview", async ({ kind, inputs, outputs }) => {
    const made = await program.create(token(kind), { ...inputs, keepers: { build: "1" } });
    expect(made.id).not.toBe("");
    for (const name of [...outputs, ...Object.keys(inputs), "keepers"]) expect(made.outputs).toHaveProperty(name);
    expect(await program.refresh(made)).toEqual({ id: made.id, inputs: made.inputs, outputs: made.outputs });
    expect(await program.diff(made, made.inputs)).toMatchObject({ changes: "none", replaces: [], detailedDiff: {} });
    const another = await program.create(token(kind), { ...inputs, keepers: { build: "1" } });
    const isDrawnAgain = JSON.stringify([another.id, another.outputs]) !== JSON.stringify([made.id, made.outputs]);
    // Two shuffles of three values may be equal, and two results of one seed always are.
    expect(isDrawnAgain || kind === "Shuffle" || inputs["seed"] !== undefined).toBe(true);
  });

  it.each(KINDS)("replaces $kind for a change of every input, of keepers too", async ({ kind, inputs, others }) => {
    const made = await program.create(token(kind), { ...inputs, keepers: { build: "1" } });
    for (const [name, value] of Object.entries({ ...others, keepers: { build: "2" } })) {
      const { changes, replaces, diffs } = await program.diff(made, { ...made.inputs, [name]: value });
      expect([name, changes, replaces.includes(name), diffs.includes(name)]).toEqual([name, "some", true, true]);
      const unknown = await program.diff(made, { ...made.inputs, [name]: unknownValue });
      expect(unknown.replaces).toContain(name);
      const ignored = await program.diff(made, { ...made.inputs, [name]: value }, [name]);
      expect(ignored.replaces).not.toContain(name);
    }
    const { detailedDiff } = await program.diff(made, { ...made.inputs, keepers: { build: "1", more: "x" } });
    expect(detailedDiff).toEqual({ "keepers.more": { kind: "add-replace", inputDiff: true } });
    expect((await program.diff(made, inputs)).replaces).toEqual(["keepers"]);
  });

  it.each(KINDS)("shows in a preview of $kind what is known, and nothing that will be drawn", async (of) => {
    const planned = await program.preview(token(of.kind), of.inputs);
    expect(planned).toMatchObject(of.inputs);
    for (const name of ["result", "results", "bcryptHash", "base64", "hex", "b64Url"])
      expect(planned).not.toHaveProperty(name);
  });

  it.each(KINDS)("refuses an unknown input of $kind by name", async ({ kind, inputs }) => {
    expect(await program.failures(token(kind), { ...inputs, keeper: {} })).toEqual([
      { property: "keeper", reason: expect.stringContaining("did you mean keepers?") },
    ]);
  });

  it("declares as secret what the package says", () => {
    const facts = new PackageFacts("random");
    const secrets = facts.tokens().map((each) => {
      const { inputs, outputs } = facts.typeOf(each);
      return Object.entries({ ...inputs, ...outputs }).flatMap(([name, { sensitive }]) => (sensitive ? [name] : []));
    });
    expect(secrets.flat()).toEqual(["base64", "hex", "bcryptHash", "result"]);
  });
});

const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

describe.each(["String", "Password"])("Random%s", (kind) => {
  it("has the wanted length, no other characters than the wanted sets, and at least what each set demands", async () => {
    const least = fc.integer({ min: 0, max: 3 });
    const options = fc.record({
      special: fc.boolean(),
      upper: fc.boolean(),
      lower: fc.boolean(),
      numeric: fc.boolean(),
      minSpecial: least,
      minUpper: least,
      minLower: least,
      minNumeric: least,
      overrideSpecial: fc.constantFrom(undefined, "", "_-", "§€😀"),
    });
    const property = fc.asyncProperty(options, fc.integer({ min: 0, max: 12 }), async (given, more) => {
      const sets = [
        [given.overrideSpecial || SPECIAL, given.special, given.minSpecial],
        ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", given.upper, given.minUpper],
        ["abcdefghijklmnopqrstuvwxyz", given.lower, given.minLower],
        ["0123456789", given.numeric, given.minNumeric],
      ] as const;
      fc.pre(sets.some(([, wanted]) => wanted));
      const demanded = sets.reduce((sum, [, , min]) => sum + min, 0);
      const length = Math.max(1, demanded + more);
      const result = Array.from(String((await program.create(token(kind), { ...given, length })).outputs["result"]));
      expect(result).toHaveLength(length);
      for (const [set, wanted, min] of sets) {
        const count = result.filter((character) => Array.from(set).includes(character)).length;
        expect(count).toBeGreaterThanOrEqual(min);
        expect(count).toBeLessThanOrEqual(wanted ? length : min);
      }
    });
    await fc.assert(property, { numRuns: kind === "String" ? 150 : 8 });
  });

  it("uses every character of a set", async () => {
    const { outputs } = await program.create(token(kind), { length: 3_000 });
    for (const character of `${SPECIAL}ABCXYZabcxyz0189`) expect(outputs["result"]).toContain(character);
  });

  it.each<[PropertyMap, string, RegExp]>([
    [{ length: 0 }, "length", /at least 1; it is 0/],
    [{ length: -4 }, "length", /at least 1/],
    [{ length: 2.5 }, "length", /whole number/],
    [{ length: 5, minUpper: 3, minLower: 3 }, "length", /at least the sum of .* which is 6; it is 5/],
    [{ length: 5, minNumeric: -1 }, "minNumeric", /at least 0/],
    [{ length: 5, special: false, upper: false, lower: false, numeric: false }, "special", /no character/],
    [{ length: 5, special: false, upper: false, lower: false, number: false }, "special", /no character/],
    [{ length: 5, number: true, numeric: true }, "number", /old name of numeric/],
    [{}, "length", /is required/],
    [{ length: [] }, "length", /must be a number/],
  ])("refuses %j before anything is made", async (inputs, property, reason) => {
    expect(await program.failures(token(kind), inputs)).toEqual([{ property, reason: expect.stringMatching(reason) }]);
  });

  it("waits with checks for what is not known yet", async () => {
    expect(await program.failures(token(kind), { length: unknownValue, minUpper: 70, special: unknownValue })).toEqual(
      [],
    );
  });

  it("makes no difference of an input that says the default", async () => {
    const made = await program.create(token(kind), { length: 9 });
    const said = { length: 9, special: true, upper: true, lower: true, numeric: true, minUpper: 0, keepers: {} };
    expect((await program.diff(made, said)).changes).toBe("none");
    expect((await program.diff(made, { length: 9, number: true })).changes).toBe("none");
    expect((await program.diff(made, { length: 9, number: false })).replaces.toSorted()).toEqual(["number", "numeric"]);
  });

  it("is imported by its text, and stays when the program says its length", async () => {
    const found = await program.import(token(kind), "S3cret!word");
    expect(found).toMatchObject({
      inputs: { length: 11 },
      outputs: { length: 11, result: "S3cret!word", lower: true },
    });
    const resource = {
      type: token(kind),
      id: found?.id ?? "",
      inputs: found?.inputs ?? {},
      outputs: found?.outputs ?? {},
    };
    expect((await program.diff(resource, { length: 11 })).changes).toBe("none");
  });
});

describe("RandomPassword", () => {
  it("says its hash, whose password is the result, and nothing in its id", async () => {
    for (const length of [1, 16, 72, 100]) {
      const { id, outputs } = await program.create(token("Password"), { length, overrideSpecial: "_%@" });
      expect(id).toBe("none");
      expect(outputs["bcryptHash"]).toMatch(/^\$2[aby]\$10\$.{53}$/);
      expect(await compare(String(outputs["result"]).slice(0, 72), String(outputs["bcryptHash"]))).toBe(true);
    }
  });
});

describe("RandomId and RandomBytes", () => {
  it("spell the same bytes in every way", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, "", "p,"),
      async (count, prefix) => {
        const { id, outputs } = await program.create(token("Id"), {
          byteLength: count,
          ...(prefix !== undefined && { prefix }),
        });
        const bytes = Buffer.from(id, "base64url");
        expect(bytes).toHaveLength(count);
        const before = prefix ?? "";
        expect(outputs).toMatchObject({
          b64Url: before + id,
          b64Std: before + bytes.toString("base64"),
          hex: before + bytes.toString("hex"),
          dec: before + BigInt(`0x${bytes.toString("hex")}`).toString(),
        });
        const key = await program.create(token("Bytes"), { length: count });
        expect(Buffer.from(String(key.outputs["hex"]), "hex").toString("base64")).toBe(key.outputs["base64"]);
        expect(key.id).toBe("none");
        const base64 = String(key.outputs["base64"]);
        for (const [type, text] of [
          ["Bytes", base64],
          ["Id", before === "" ? id : `${before},${id}`],
        ] as const) {
          const found = await program.import(token(type), text);
          expect(found?.outputs).toMatchObject(type === "Id" ? { b64Url: before + id } : { base64 });
        }
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it.each([
    ["Id", { byteLength: 0 }, "byteLength"],
    ["Bytes", { length: 0 }, "length"],
  ] as const)("refuse none: Random%s %j", async (kind, inputs, property) => {
    expect(await program.failures(token(kind), inputs)).toEqual([
      { property, reason: expect.stringContaining("at least 1") },
    ]);
  });
});

describe("RandomInteger", () => {
  it("stays in its range, both ends included", async () => {
    const bound = fc.integer({ min: -50, max: 50 });
    const property = fc.asyncProperty(bound, bound, fc.constantFrom(undefined, "", "seed"), async (a, b, seed) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      const { id, outputs } = await program.create(token("Integer"), { min, max, ...(seed !== undefined && { seed }) });
      expect(outputs["result"]).toBeGreaterThanOrEqual(min);
      expect(outputs["result"]).toBeLessThanOrEqual(max);
      expect(id).toBe(String(outputs["result"]));
    });
    await fc.assert(property);
    const seen = new Set<unknown>();
    for (let count = 0; count < 300; count++)
      seen.add((await program.create(token("Integer"), { min: 1, max: 6 })).outputs["result"]);
    expect(seen).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });

  /** What Go's math/rand answers, seeded with the CRC-64 of the text: the real provider's results. */
  it.each([
    ["a", 0, 999, 582],
    ["12345", 1, 50_000, 22_644],
    ["yes, definitely", 0, 2 ** 31 - 1, 1_724_872_088],
    ["groundwork", -7, -1, -7],
    ["groundwork", 0, 2 ** 40 - 1, 268_165_613_887],
    ["ü", 0, 2 ** 53 - 2, 5_574_183_947_704_069],
    ["ü", 0, 1, 0],
  ])("draws for the seed %s from %d to %d what the real provider draws", async (seed, min, max, result) => {
    expect((await program.create(token("Integer"), { seed, min, max })).outputs["result"]).toBe(result);
  });

  it("refuses a range that is none, and reads the ids that the real provider imports", async () => {
    expect(await program.failures(token("Integer"), { min: 5, max: 4 })).toEqual([
      { property: "min", reason: "must not be greater than max; 5 is greater than 4" },
    ]);
    expect((await program.import(token("Integer"), "15390,1,50000"))?.inputs).toEqual({ min: 1, max: 50_000 });
    expect(await program.import(token("Integer"), "-3,-5,7,a,b")).toMatchObject({
      id: "-3",
      inputs: { min: -5, max: 7, seed: "a,b" },
      outputs: { result: -3 },
    });
  });
});

describe("RandomShuffle", () => {
  it("gives each element once a round, in as many rounds as the count needs", async () => {
    const list = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), { maxLength: 8 });
    const property = fc.asyncProperty(
      list,
      fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined }),
      fc.boolean(),
      async (inputs, count, seeded) => {
        const { id, outputs } = await program.create(token("Shuffle"), {
          inputs,
          ...(count !== undefined && { resultCount: count }),
          ...(seeded && { seed: "s" }),
        });
        const results = outputs["results"] as string[];
        expect(id).toBe("-");
        expect(results).toHaveLength(inputs.length === 0 ? 0 : (count ?? inputs.length));
        const counts = inputs.map((each) => results.filter((one) => one === each).length);
        expect(Math.max(0, ...counts) - Math.min(...counts, Math.max(0, ...counts))).toBeLessThanOrEqual(1);
      },
    );
    await fc.assert(property);
  });

  it.each([
    ["a", [4, 1, 9, 3, 2, 0, 7, 6, 5, 8]],
    ["12345", [4, 5, 0, 6, 7, 2, 8, 9, 1, 3]],
    ["ü", [7, 8, 9, 0, 6, 2, 3, 5, 1, 4]],
  ])("orders for the seed %s as the real provider does", async (seed, order) => {
    const inputs = Array.from({ length: 10 }, (_, index) => String(index));
    expect((await program.create(token("Shuffle"), { inputs, seed })).outputs["results"]).toEqual(order.map(String));
  });
});

describe("RandomPet", () => {
  it.each([1, 2, 3, 5])("has %d words, the prefix before them and the separator between", async (length) => {
    const { id } = await program.create(token("Pet"), { length, prefix: "dev", separator: "." });
    expect(id).toMatch(new RegExp(`^dev(\\.[a-z]+){${length}}$`));
    expect((await program.create(token("Pet"), {})).id).toMatch(/^[a-z]+-[a-z]+$/);
  });
});

describe("UUIDs", () => {
  it("are of their version, and those of version 7 sort by their time", async () => {
    for (const kind of ["Uuid", "Uuid4"]) {
      const { id, outputs } = await program.create(token(kind), {});
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(outputs["result"]).toBe(id);
    }
    const before = Date.now();
    const { id } = await program.create(token("Uuid7"), {});
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const made = Number.parseInt(id.replace("-", "").slice(0, 12), 16);
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(Date.now());
  });
});

describe("an import", () => {
  it.each([
    ["Uuid", "no-uuid", "a UUID"],
    ["Integer", "1,2", "<result>,<min>,<max>"],
    ["Id", "a b", "URL-safe base64"],
    ["Bytes", "***", "in base64"],
    ["Pet", "dev-cat", "only the state of its own stack knows it"],
    ["Shuffle", "-", "only the state of its own stack knows it"],
  ])("of Random%s that cannot be is refused with what the id has to be: %s", async (kind, id, words) => {
    await expect(program.import(token(kind), id)).rejects.toThrow(words);
  });
});
