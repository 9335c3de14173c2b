import type { Revision } from "../../kubernetes/flux/index.ts";
import { highestTag } from "../../lib/highest-tag.ts";
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
  /** The object of an annotated tag, where a tag was found. */
  readonly tag?: string;
}

/** Flux's branch when none is named. */
const defaultBranch = "master";

const folders = { branches: "refs/heads/", tags: "refs/tags/" } as const;

/**
 * Finds what is wanted among what the server has. A wanted commit is looked for on its branch: it is `ref` that has to be
 * fetched then, and the commit may turn out not to be in it.
 *
 * @throws {RepositoryEmpty} when the listing is empty.
 * @throws {ReferenceMissing} naming some branches or tags that exist.
 */
export function findReference(
  listed: readonly ListedReference[],
  wanted: WantedReference,
  url: string,
): FoundReference {
  if (listed.length === 0) throw new RepositoryEmpty({ url });
  const { what, among, ref, label } = soughtIn(listed, wanted);
  const found = listed.find((item) => item.ref === ref);
  if (ref === undefined || found === undefined) {
    const names = namesIn(folders[among], listed);
    // The last names of tags are the newest versions more often than the first.
    throw new ReferenceMissing({ url, what, among, names: among === "tags" ? names.toReversed() : names });
  }
  const isTag = found.peeled !== undefined && wanted.commit === undefined;
  return { ref, label, commit: wanted.commit ?? found.peeled ?? found.oid, ...(isTag && { tag: found.oid }) };
}

interface Sought {
  /** As people say it. */
  readonly what: string;
  /** What is shown of the repository when it is missing. */
  readonly among: keyof typeof folders;
  /** Full name; absent while no tag is in the range. */
  readonly ref?: string;
  /** The name that its revisions have. */
  readonly label: string;
}

/** As Flux chooses: a commit before a full name, that before a range, that before a tag, and that before a branch. */
function soughtIn(listed: readonly ListedReference[], wanted: WantedReference): Sought {
  const { commit, name, semver, tag, branch } = wanted;
  if (commit !== undefined)
    return branch === undefined
      ? { what: `commit "${commit}"`, among: "branches", ref: "HEAD", label: "" }
      : named("branch", branch);
  if (name !== undefined) return { what: `name "${name}"`, among: "branches", ref: name, label: name };
  if (semver === undefined) return tag === undefined ? named("branch", branch ?? defaultBranch) : named("tag", tag);
  const highest = highestTag(semver, namesIn(folders.tags, listed));
  if (highest !== undefined) return named("tag", highest);
  return { what: `tag with a version in "${semver.text}"`, among: "tags", label: "" };
}

function named(kind: "branch" | "tag", label: string): Sought {
  const among = kind === "tag" ? "tags" : "branches";
  return { what: `${kind} "${label}"`, among, ref: folders[among] + label, label };
}

function namesIn(folder: string, listed: readonly ListedReference[]): readonly string[] {
  return listed.flatMap(({ ref }) => (ref.startsWith(folder) ? [ref.slice(folder.length)] : []));
}
