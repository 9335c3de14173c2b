import type { WantedSignatures } from "../flux/index.ts";
import { headerOf, signedCommit, signedTag, type TrustedKeys } from "../verify/index.ts";
import type { FoundReference } from "./reference.ts";
import { publicUrl, type Remote } from "./remote.ts";
import type { RepositoryCache } from "./repository-cache.ts";
import { SignatureRefused, TagNotSigned } from "./signature-errors.ts";

/** What has to be signed, and by whom. */
export interface Signatures {
  readonly mode: WantedSignatures["mode"];
  readonly keys: TrustedKeys;
}

interface Source {
  readonly cache: RepositoryCache;
  readonly remote: Remote;
  readonly found: FoundReference;
  /** The commit that was taken before, when the found one descends from it. */
  readonly known: string | undefined;
}

/**
 * Checks the signature of the tag, of the commit, or of both. With the commit go all that came into the history since the one that was
 * taken before: a signature says nothing of the commits before it.
 *
 * @returns what was verified, for people
 * @throws {TagNotSigned} when a tag has to be signed, and none is followed, or it is no annotated one.
 * @throws {SignatureRefused} naming the objects and the reasons.
 */
export async function verifySource(source: Source, { mode, keys }: Signatures): Promise<string> {
  const verified: string[] = [];
  if (mode !== "HEAD") verified.push(await verifyTag(source, keys));
  if (mode !== "Tag") verified.push(await verifyCommits(source, keys));
  return `verified signature of ${verified.join(", and of ")}`;
}

async function verifyTag({ cache, remote, found }: Source, keys: TrustedKeys): Promise<string> {
  const { tag, ref } = found;
  const name = ref.replace(/^refs\/tags\//, "");
  if (tag === undefined)
    throw new TagNotSigned({ url: publicUrl(remote.url), ref, isTag: ref.startsWith("refs/tags/") });
  await cache.bringTag(remote, found, tag);
  const object = await cache.object(tag);
  const refused = (problem: string) =>
    new SignatureRefused({ kind: "tag", refused: [{ name, problem }], url: publicUrl(remote.url) });
  if (object?.type !== "tag") throw refused("it is not here");
  const verdict = await keys.verdictOn(signedTag(object.content));
  if ("problem" in verdict) throw refused(verdict.problem);
  // What is signed is the tag's own name: without this look, a signed tag of an old version could be put in the place of another.
  const [own, commit] = [headerOf(object.content, "tag"), headerOf(object.content, "object")];
  if (own !== name) throw refused(`it is signed under the name ${JSON.stringify(own)}`);
  if (commit !== found.commit) throw refused("it is signed for another object");
  return `tag ${name} with key ${verdict.key}`;
}

async function verifyCommits(source: Source, keys: TrustedKeys): Promise<string> {
  const { cache, remote, found } = source;
  const first = await verdictsOn(source, keys);
  // Where history is cut off, old commits that a merge brings in look like new ones.
  const isComplete = first.refused.length === 0 || !(await cache.bringWholeHistory(remote, found));
  const { refused, head, count } = isComplete ? first : await verdictsOn(source, keys);
  if (refused.length > 0) throw new SignatureRefused({ kind: "commit", refused, url: publicUrl(remote.url) });
  const more = count > 1 ? ` and ${count - 1} before it` : "";
  return `commit ${found.commit} with key ${head}${more}`;
}

async function verdictsOn({ cache, found, known }: Source, keys: TrustedKeys) {
  const since = known === undefined ? [] : await cache.since(found.commit, known);
  // Keys may have changed since it was taken: the commit that is wanted is always looked at.
  const commits = [...new Set([found.commit, ...since])];
  const refused: { readonly name: string; readonly problem: string }[] = [];
  let head = "";
  for (const name of commits) {
    const object = await cache.object(name);
    const verdict =
      object?.type === "commit" ? await keys.verdictOn(signedCommit(object.content)) : { problem: "it is not here" };
    if ("problem" in verdict) refused.push({ name, problem: verdict.problem });
    else if (name === found.commit) head = verdict.key;
  }
  return { refused, head, count: commits.length };
}
