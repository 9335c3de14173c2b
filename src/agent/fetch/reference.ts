import type { Revision } from "../../kubernetes/flux/index.ts";
import type { WantedReference } from "../flux/index.ts";
import { ReferenceMissing, RepositoryEmpty } from "./errors.ts";

/** One line of a server's listing. */
export interface ListedReference {
  readonly ref: string;
  readonly oid: string;
  /** The commit that an annotated tag stands for. */
  readonly peeled?: string;
}

/** What was asked for, found in a listing. */
export interface FoundReference extends Revision {
  /** Full name to fetch by: `refs/heads/main`. */
  readonly ref: string;
}

/** Flux's branch when none is named. */
const defaultBranch = "master";

/**
 * Finds what is wanted among what the server has. A wanted commit is looked for on its branch: it is `ref` that has to be
 * fetched then, and the commit may turn out not to be in it.
 *
 * @throws {RepositoryEmpty} when the listing is empty.
 * @throws {ReferenceMissing} naming some branches that exist.
 */
export function findReference(
  listed: readonly ListedReference[],
  wanted: WantedReference,
  url: string,
): FoundReference {
  if (listed.length === 0) throw new RepositoryEmpty({ url });
  const { commit, name, tag, branch } = wanted;
  const [ref, label] = nameOf(wanted);
  const found = listed.find((item) => item.ref === ref);
  if (found === undefined) {
    const branches = listed.flatMap((item) => (item.ref.startsWith("refs/heads/") ? [item.ref.slice(11)] : []));
    const missing = name !== undefined ? { name } : tag !== undefined ? { tag } : { branch: branch ?? defaultBranch };
    throw new ReferenceMissing({ url, wanted: missing, branches });
  }
  return { ref, label, commit: commit ?? found.peeled ?? found.oid };
}

function nameOf({ commit, name, tag, branch }: WantedReference): readonly [ref: string, label: string] {
  if (commit !== undefined) return branch === undefined ? ["HEAD", ""] : [`refs/heads/${branch}`, branch];
  if (name !== undefined) return [name, name];
  if (tag !== undefined) return [`refs/tags/${tag}`, tag];
  return [`refs/heads/${branch ?? defaultBranch}`, branch ?? defaultBranch];
}
