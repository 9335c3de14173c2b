import { randomInt } from "node:crypto";
import { hash } from "bcryptjs";
import type { CheckFailure, PropertyMap } from "../../../provider/index.ts";
import type { LogicalType } from "../logical/index.ts";

const SETS = {
  special: "!@#$%&*()-_=+[]{}<>:?",
  upper: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  lower: "abcdefghijklmnopqrstuvwxyz",
  numeric: "0123456789",
};

const LEAST = ["minUpper", "minLower", "minNumeric", "minSpecial"] as const;

const DEFAULTS = {
  special: true,
  upper: true,
  lower: true,
  minUpper: 0,
  minLower: 0,
  minNumeric: 0,
  minSpecial: 0,
};

/** bcrypt hashes at most this many bytes; the real provider cuts the text instead of failing. */
const HASHED_BYTES = 72;
const HASH_COST = 10;

/** A text of the wanted length, out of the wanted sets of characters; it is its own id. */
export const randomString: LogicalType = {
  defaults: DEFAULTS,
  completed: bothSpellings,
  check: textFailures,
  create: (inputs) => {
    const result = textFor(inputs);
    return { id: result, outputs: { result } };
  },
  imported: (id) => ({ id, outputs: { length: Array.from(id).length, result: id } }),
};

/** As {@link randomString}, but the text is a secret: its id says nothing, and its bcrypt hash can be given to others. */
export const randomPassword: LogicalType = {
  defaults: DEFAULTS,
  completed: bothSpellings,
  check: textFailures,
  create: async (inputs) => {
    const result = textFor(inputs);
    return { id: "none", outputs: { result, bcryptHash: await hashed(result) } };
  },
  imported: async (id) => ({
    id: "none",
    outputs: { length: Array.from(id).length, result: id, bcryptHash: await hashed(id) },
  }),
};

async function hashed(text: string): Promise<string> {
  return await hash(cutToBytes(text, HASHED_BYTES), HASH_COST);
}

/** The beginning of a text that takes at most `count` bytes, and no half character. */
function cutToBytes(text: string, count: number): string {
  let [cut, bytes] = ["", 0];
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > count) break;
    cut += character;
  }
  return cut;
}

/** `number` is the old name of `numeric`. The one that is given sets both. */
function bothSpellings(inputs: PropertyMap): PropertyMap {
  const wanted = inputs["numeric"] ?? inputs["number"] ?? true;
  return { ...inputs, number: wanted, numeric: wanted };
}

function textFor(inputs: PropertyMap): string {
  const own = inputs["overrideSpecial"];
  const sets = { ...SETS, ...(typeof own === "string" && own !== "" && { special: own }) };
  const all = (Object.keys(sets) as (keyof typeof SETS)[])
    .filter((set) => inputs[set] !== false)
    .map((set) => sets[set])
    .join("");
  const least = (name: (typeof LEAST)[number], set: string) => drawn(set, Number(inputs[name] ?? 0));
  const demanded = [
    ...least("minUpper", sets.upper),
    ...least("minLower", sets.lower),
    ...least("minNumeric", sets.numeric),
    ...least("minSpecial", sets.special),
  ];
  return shuffled([...demanded, ...drawn(all, Number(inputs["length"]) - demanded.length)]).join("");
}

function drawn(set: string, count: number): string[] {
  const characters = Array.from(set);
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? "");
}

function shuffled(characters: string[]): string[] {
  for (let index = characters.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [characters[index], characters[other]] = [characters[other] ?? "", characters[index] ?? ""];
  }
  return characters;
}

function textFailures(inputs: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const { length } = inputs;
  for (const name of LEAST) {
    const value = inputs[name];
    if (typeof value === "number" && !(Number.isInteger(value) && value >= 0))
      failures.push({ property: name, reason: `must be a whole number of at least 0; it is ${value}` });
  }
  if (typeof length === "number" && !(Number.isInteger(length) && length >= 1))
    failures.push({ property: "length", reason: `must be a whole number of at least 1; it is ${length}` });
  const demanded = LEAST.reduce((sum, name) => sum + (typeof inputs[name] === "number" ? inputs[name] : 0), 0);
  if (failures.length === 0 && typeof length === "number" && length < demanded)
    failures.push({
      property: "length",
      reason: `must be at least the sum of minUpper, minLower, minNumeric and minSpecial, which is ${demanded}; it is ${length}`,
    });
  if (typeof inputs["number"] === "boolean" && typeof inputs["numeric"] === "boolean")
    failures.push({ property: "number", reason: "is the old name of numeric: give one of them" });
  const refused = ["special", "upper", "lower"].every((set) => inputs[set] === false);
  if (refused && (inputs["numeric"] === false || inputs["number"] === false))
    failures.push({
      property: "special",
      reason: "must not be false together with upper, lower and numeric: no character would be left to choose from",
    });
  return failures;
}
