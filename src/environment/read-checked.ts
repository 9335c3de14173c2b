import type { z } from "zod";
import type { FileTree } from "../lib/index.ts";
import { issueAt } from "./build/index.ts";
import { inOrder } from "./fleet.ts";
import type { Issue, Reading } from "./issue.ts";
import { readDocument } from "./read-document.ts";
import type { Located, ValuePath } from "./yaml/index.ts";

/**
 * Reads a YAML file of a tree against its schema and against what else has to hold: its value, or everything that is wrong with it. `undefined`
 * where there is none. Never throws for what the file says.
 *
 * @param check is asked of a file of another shape as well, so that what it finds is named at once with that
 */
export async function readChecked<Schema extends z.ZodType>(
  tree: FileTree,
  path: string,
  schema: Schema,
  check: (root: Located) => readonly Issue[],
): Promise<Reading<z.output<Schema>> | undefined> {
  const read = await readDocument(tree, path, schema);
  if (!read) return undefined;
  const { root } = read;
  const issues = inOrder([...("wrong" in read ? read.wrong : read.issues), ...(root ? check(root) : [])]);
  if ("wrong" in read || issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return { ok: true, value: read.value, issues };
}

/** No environment has a name like this one. A warning: one that left Git keeps nothing of the others from counting. */
export function noSuchEnvironment(root: Located, at: ValuePath, pattern: string): Issue {
  const message = `no environment is called ${JSON.stringify(pattern)}; name one that is there, or remove it`;
  return issueAt(root, at, { severity: "warning", code: "unknown-environment", message });
}
