import type { FileTree } from "../lib/index.ts";
import { DeclarationFiles, extendsOf, profilePath } from "./declaration-files.ts";
import { environmentPath } from "./environment-name.ts";
import {
  type Located,
  type NamedStep,
  nameOf,
  type PlainScalar,
  type RewrittenScalar,
  withValueAt,
} from "./yaml/index.ts";

/**
 * For each scalar of an environment's profiles that is `from`, and that its own file does not set: its own file with `to` over it. None for
 * scalars in lists without names, which a file can only replace as a whole. That the file holds then says only reading it.
 *
 * @param tree with the environment's own file
 */
export async function overridingScalars(
  tree: FileTree,
  environment: string,
  from: PlainScalar,
  to: PlainScalar,
): Promise<readonly RewrittenScalar[]> {
  const files = new DeclarationFiles(tree);
  const path = environmentPath(environment);
  const own = (await files.parse(path))?.root;
  const written = own && extendsOf(own);
  if (written === undefined) return [];
  const { root } = await files.merge(profilePath(path, written), "Profile");
  if (!root) return [];
  const text = await files.textOf(path);
  return placesOf(root, from, []).flatMap((steps) => withValueAt(text, steps, to) ?? []);
}

/** Where scalars stand that have a value, as far as a file that is laid over them can name the place. */
function placesOf(node: Located, value: PlainScalar, at: readonly NamedStep[]): readonly (readonly NamedStep[])[] {
  if (node.kind === "scalar") return node.value === value ? [at] : [];
  if (node.kind === "map")
    return [...node.entries].flatMap(([key, entry]) => placesOf(entry.value, value, [...at, { key }]));
  const names = node.items.map(nameOf);
  return node.items.flatMap((item, index) => {
    const name = names[index];
    if (name === undefined || names.includes(undefined)) return [];
    return placesOf(item, value, [...at, { name }]);
  });
}
