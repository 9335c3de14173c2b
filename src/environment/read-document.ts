import type * as z from "zod";
import type { FileTree } from "../lib/index.ts";
import type { Issue } from "./issue.ts";
import { readText } from "./read-text.ts";
import { checkShape } from "./schema/index.ts";
import { type Located, parseYaml } from "./yaml/index.ts";

/** A file of the right shape, with its places. */
export interface ShapedDocument<T> {
  readonly root: Located;
  readonly value: T;
  /** Of the file as YAML. */
  readonly issues: readonly Issue[];
}

/**
 * Reads a YAML file of a tree against its schema: its value, or everything that is wrong with its shape. `undefined` where there is none.
 * Never throws for what the file says.
 */
export async function readDocument<Schema extends z.ZodType>(
  tree: FileTree,
  path: string,
  schema: Schema,
): Promise<ShapedDocument<z.output<Schema>> | { readonly wrong: readonly Issue[] } | undefined> {
  const { text, issue } = await readText(tree, path);
  if (issue) return { wrong: [issue] };
  if (text === undefined) return undefined;
  const { root, issues } = parseYaml(path, text);
  if (!root) return { wrong: issues };
  const shaped = checkShape(schema, root);
  if (!("value" in shaped)) return { wrong: [...issues, ...shaped.issues] };
  return { root, value: shaped.value, issues };
}
