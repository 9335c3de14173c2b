import { z } from "zod";
import type { FileTree } from "../lib/index.ts";
import { Cidr } from "./cidr.ts";
import { environmentsFolder } from "./environment-name.ts";
import type { Issue, Reading } from "./issue.ts";
import { checkShape } from "./schema/index.ts";
import { formatPath, type Located, parseYaml, placeOf } from "./yaml/index.ts";

/** Where the address book is, from the root of the repository. */
export const addressBookPath = `${environmentsFolder}/addresses.lock.yaml`;

/** A range of one environment: `network`, `subnets/main`, `subnets/main/pods`, `clusters/main/controlPlane`. */
export type RangeKey = string;

/**
 * Which addresses were planned for whom, kept in Git.
 *
 * A planner without memory can either fill space densely or never move what it gave: with the book it does both. What is
 * recorded never moves; only what is not is planned.
 */
export interface AddressBook {
  /** Where networks are planned. */
  readonly pool: Cidr;
  /** By environment. */
  readonly environments: ReadonlyMap<string, ReadonlyMap<RangeKey, Cidr>>;
}

/** The book as written, with the places of its entries. */
export interface WrittenAddressBook extends AddressBook {
  readonly document: Located;
}

const bookDocument = z.strictObject({
  version: z.literal(1),
  pool: z.string().default("10.0.0.0/8"),
  environments: z.record(z.string(), z.record(z.string(), z.string())).default({}),
});

/** Reads the book of a tree. One that is not there is empty. */
export async function readAddressBook(tree: FileTree): Promise<Reading<WrittenAddressBook>> {
  const bytes = await tree.read(addressBookPath);
  return parseAddressBook(bytes ? Buffer.from(bytes).toString("utf8") : "version: 1\n");
}

export function parseAddressBook(text: string): Reading<WrittenAddressBook> {
  const { root, issues } = parseYaml(addressBookPath, text);
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
  const book = { pool: block(["pool"], shaped.value.pool), environments: new Map(environments), document: root };
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
