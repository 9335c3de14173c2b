import { type Reading, readDocument } from "../environment/index.ts";
import { type FileTree, matchesStars } from "../lib/index.ts";
import { promotionDocument, type RawReference } from "./document.ts";
import { promotionPath } from "./promotion.ts";

/** Which branches and tags reach which environments, in the order in which it is written. */
export type References = readonly RawReference[];

/**
 * Reads which branches and tags reach which environments of a tree. Its stages are not looked at, so that what is wrong with them opens no way.
 *
 * `undefined` where there is no promotion file. Never throws for what the file says.
 */
export async function readReferences(tree: FileTree): Promise<Reading<References> | undefined> {
  const read = await readDocument(tree, promotionPath, promotionDocument);
  if (!read) return undefined;
  if ("wrong" in read) return { ok: false, issues: read.wrong };
  const { value, issues } = read;
  if (issues.some(({ severity }) => severity === "error")) return { ok: false, issues };
  return { ok: true, value: value.spec.refs, issues };
}

/** Where an environment takes commits from, as patterns. */
export interface ReferencesInto {
  readonly branches: readonly string[];
  /** Tags on commits of the main branch. */
  readonly tags: readonly string[];
}

/** `undefined` of an environment that takes commits from every branch, and by no tag. */
export function referencesInto(references: References, environment: string): ReferencesInto | undefined {
  return references.find(({ environments }) => isAmong(environments, environment));
}

/** Whether a name, of a branch, a tag or an environment, is meant by one of these patterns. */
export function isAmong(patterns: readonly string[], name: string): boolean {
  return patterns.some((pattern) => matchesStars(pattern, name));
}
