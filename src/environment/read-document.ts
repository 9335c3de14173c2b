import type * as z from "zod";
import type { FileTree } from "../lib/index.ts";
import type { Issue } from "./issue.ts";
import { readText } from "./read-text.ts";
import { checkShape } from "./schema/index.ts";
import { type Located, nodeAt, parseYaml, plainValue, type ValuePath } from "./yaml/index.ts";

/** A file of the right shape, with its places. */
export interface ShapedDocument<T> {
  readonly root: Located;
  readonly value: T;
  /** Of the file as YAML. */
  readonly issues: readonly Issue[];
}

/** A file that is wrong. */
export interface WrongDocument {
  readonly wrong: readonly Issue[];
  /** Absent where it cannot be read as YAML. What else is wrong with it can be found out in its parts: see {@link entriesIn}. */
  readonly root?: Located;
}

/** The entries of a list as they are written, of any shape, by their index; none where no list stands there. */
export function entriesIn(root: Located, path: ValuePath): readonly unknown[] {
  const node = nodeAt(root, path);
  return node?.kind === "list" ? node.items.map(plainValue) : [];
}

/**
 * Reads a YAML file of a tree against its schema: its value, or everything that is wrong with its shape. `undefined` where there is none.
 * Never throws for what the file says.
 */
export async function readDocument<Schema extends z.ZodType>(
  tree: FileTree,
  path: string,
  schema: Schema,
): Promise<ShapedDocument<z.output<Schema>> | WrongDocument | undefined> {
  const { text, issue } = await readText(tree, path);
  if (issue) return { wrong: [issue] };
  if (text === undefined) return undefined;
  const { root, issues } = parseYaml(path, text);
  if (!root) return { wrong: issues };
  const shaped = checkShape(schema, root);
  if (!("value" in shaped)) return { wrong: [...issues, ...shaped.issues], root };
  return { root, value: shaped.value, issues };
}
