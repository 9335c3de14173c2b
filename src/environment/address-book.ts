import * as z from "zod";
import type { FileTree } from "../lib/index.ts";
import { Cidr } from "./cidr.ts";
import { environmentsFolder } from "./environment-name.ts";
import type { Issue, Reading } from "./issue.ts";
import { readText } from "./read-text.ts";
import { checkShape } from "./schema/index.ts";
import { formatPath, parseYaml, placeOf } from "./yaml/index.ts";

/** Where the address book is, from the root of the repository. */
export const addressBookPath = `${environmentsFolder}/addresses.lock.yaml`;

/** A range of one environment: `network`, `subnets/main`, `subnets/main/pods`, `clusters/main/controlPlane`, `privateServices`. */
export type RangeKey = string;

/**
 * Planned addresses, kept in Git.
 *
 * A planner without memory can either fill space densely or keep what it gave in place. With the book it does both:
 * recorded addresses never move, and only missing ones are planned.
 */
export interface AddressBook {
  /** Where networks are planned. */
  readonly pool: Cidr;
  /** By environment. */
  readonly environments: ReadonlyMap<string, ReadonlyMap<RangeKey, Cidr>>;
}

/** In characters. Enough for some 20,000 environments. */
const bookLimit = 4 * 1024 * 1024;

const bookDocument = z.strictObject({
  version: z.literal(1),
  pool: z.string().default("10.0.0.0/8"),
  environments: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

/** Reads the book of a tree. A missing book is empty. */
export async function readAddressBook(tree: FileTree): Promise<Reading<AddressBook>> {
  const { text, issue } = await readText(tree, addressBookPath);
  return issue ? { ok: false, issues: [issue] } : parseAddressBook(text ?? "version: 1\n");
}

export function parseAddressBook(text: string): Reading<AddressBook> {
  const asWritten = parseOwnFormat(text);
  return asWritten ? { ok: true, value: asWritten, issues: [] } : parseAnyFormat(text);
}

/**
 * Reads exactly what {@link formatAddressBook} writes, a hundred times faster than a YAML parser. `undefined` for any
 * other text.
 */
function parseOwnFormat(text: string): AddressBook | undefined {
  const environments = new Map<string, Map<RangeKey, Cidr>>();
  let pool: Cidr | undefined;
  let ranges: Map<RangeKey, Cidr> | undefined;
  for (const line of text.split("\n")) {
    const [, indent = "", key = "", written = ""] = /^( *)([^\s:#"']+):(?: ([\d./]+))?$/.exec(line) ?? [];
    const cidr = Cidr.parse(written);
    if (indent === "    " && cidr && ranges && !ranges.has(key)) ranges.set(key, cidr);
    else if (indent === "  " && written === "" && key !== "" && !environments.has(key)) {
      ranges = new Map();
      environments.set(key, ranges);
    } else if (key === "pool" && indent === "" && cidr) pool = cidr;
    else if (!["", "version: 1", "environments:", "environments: {}"].includes(line) && !line.startsWith("#")) {
      return undefined;
    }
  }
  return pool ? { pool, environments } : undefined;
}

function parseAnyFormat(text: string): Reading<AddressBook> {
  const { root, issues } = parseYaml(addressBookPath, text, bookLimit);
  if (!root) return { ok: false, issues };
  const shaped = checkShape(bookDocument, root);
  if (!("value" in shaped)) return { ok: false, issues: shaped.issues };

  const wrong: Issue[] = [];
  const block = (path: readonly string[], written: string): Cidr => {
    const cidr = Cidr.parse(written);
    const message = `is "${written}"; write an IPv4 block without host bits, or delete the line to have one planned`;
    const issue = { severity: "error", code: "bad-cidr", path: formatPath(root, path), message } as const;
    if (!cidr) wrong.push({ ...placeOf(root, path), ...issue });
    return cidr ?? Cidr.holding(0, 32);
  };
  const environments = Object.entries(shaped.value.environments).map(([name, ranges]) => {
    const blocks = Object.entries(ranges).map(
      ([key, cidr]) => [key, block(["environments", name, key], cidr)] as const,
    );
    return [name, new Map(blocks)] as const;
  });
  const book = { pool: block(["pool"], shaped.value.pool), environments: new Map(environments) };
  return wrong.length > 0 ? { ok: false, issues: wrong } : { ok: true, value: book, issues: [] };
}

/** The book's file. Sorted and one line per range, so that two branches that add environments seldom conflict. */
export function formatAddressBook({ pool, environments }: AddressBook): string {
  const lines = [
    "# Which addresses were planned for which environment. Written by: groundwork env validate --fix",
    "# Commit it. What stands here never moves; to have something planned anew, delete its line.",
    "version: 1",
    `pool: ${pool.text}`,
  ];
  const named = [...environments].filter(([, ranges]) => ranges.size > 0).toSorted(byKey);
  lines.push(named.length === 0 ? "environments: {}" : "environments:");
  for (const [name, ranges] of named) {
    lines.push(`  ${name}:`, ...[...ranges].toSorted(byKey).map(([key, cidr]) => `    ${key}: ${cidr.text}`));
  }
  return `${lines.join("\n")}\n`;
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
