import { manifestLimits } from "../../kubernetes/manifests/index.ts";
import type { ReadableTree } from "../fetch/index.ts";

/** What lets a name come about otherwise than by standing there: variables, templates, escapes, binary scalars, encryption. */
const indirections = /[$\\]|\{\{|!!|\b(?:kind|name)["']?\s{0,4}:\s{0,4}["']?ENC\[/u;
/** Something of Kubernetes at all: what has no kind may be cut off, encrypted or of another language, and hide anything. */
const anyKind = /(?:^|[{,])[ \t-]{0,40}["']?kind["']?\s{0,4}:/mu;
/** Fields by which kustomize makes names, or takes in what is no file of the source. */
const renaming =
  /\b(?:namePrefix|nameSuffix|\w*[gG]enerators?|transformers|validators|replacements|patches\w*|configurations|components|helm\w*|vars|openapi|crds)\b["']?\s*:/u;

/** The text itself where each object that it may declare has its name there in letters, so that a text without a name declares no object of that name. */
export function verbatim(text: string): string | undefined {
  return anyKind.test(text) && !indirections.test(text) ? text : undefined;
}

/**
 * All that building a folder with a kustomization may read, as one text, under the conditions of {@link verbatim}: the files below it, or those
 * of the whole source where one of them names a place above.
 */
export async function verbatimOfFolder(tree: ReadableTree, folder: string): Promise<string | undefined> {
  const below = await textsBelow(tree, folder);
  const texts = below.some((text) => text.includes("..")) ? await textsBelow(tree, "") : below;
  const all = texts.join("\n");
  if (all.length > manifestLimits.build) return undefined;
  if (texts.some((text) => renaming.test(text) || indirections.test(text) || text.includes("://"))) return undefined;
  return verbatim(all);
}

async function textsBelow(tree: ReadableTree, folder: string): Promise<readonly string[]> {
  const files = (await tree.files(folder)) ?? [];
  const manifests = files.filter(({ path }) => /\.(?:ya?ml|json)$|(?:^|\/)Kustomization$/u.test(path));
  return await Promise.all(manifests.map(async (file) => (await tree.read(file)).toString("utf8")));
}
