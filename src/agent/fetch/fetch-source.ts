import { annotations, meansCommit, parseRevision, type Revision } from "../../kubernetes/flux/index.ts";
import { messageOf } from "../../lib/index.ts";
import { type GitRepository, remoteMetadata } from "../flux/index.ts";
import { FetchError, HistoryRewritten, ReferenceMissing, StorageFailed } from "./errors.ts";
import { findReference } from "./reference.ts";
import { publicUrl, type Remote } from "./remote.ts";
import type { RepositoryCache } from "./repository-cache.ts";
import type { Signatures } from "./verify-source.ts";

export interface FetchedRevision extends Revision {
  /** Whose signatures it has, for people; absent where none were asked for. */
  readonly verified?: string;
}

/**
 * Brings the wanted commit of a repository into its cache.
 *
 * Asks for the listing first and fetches only when the commit is not here. A commit that does not descend from the last one,
 * under the same name on the same remote, is refused unless the repository names it as accepted. Another tag is another name: it need
 * not descend from the tag before, as one of an older version does not. With `signatures` it is taken only when they are there.
 *
 * @throws {FetchError} in one of its cases.
 */
export async function fetchSource(
  repository: GitRepository,
  remote: Remote,
  cache: RepositoryCache,
  signatures?: Signatures,
): Promise<FetchedRevision> {
  const url = publicUrl(remote.url);
  const found = findReference(await cache.list(remote), repository.reference, url);
  const known = lastRevision(repository, found, url)?.commit;
  const isHere = known === found.commit && (await cache.has(found.commit));
  if (!isHere && !(await brought(cache, remote, found, known)))
    throw new ReferenceMissing({ url, what: `commit "${found.commit}"`, among: "branches", names: [] });
  const goesOn = known !== undefined && (isHere || (await cache.descends(found.commit, known)));
  if (known !== undefined && !goesOn && !meansCommit(repository.acceptedRewrite, found.commit)) {
    throw new HistoryRewritten({
      label: found.label,
      from: known,
      to: found.commit,
      annotation: annotations.acceptHistoryRewrite,
    });
  }
  const revision = { label: found.label, commit: found.commit };
  if (signatures === undefined) return revision;
  const { verifySource } = await import("./verify-source.ts");
  const verified = await verifySource({ cache, remote, found, known: goesOn ? known : undefined }, signatures);
  return { ...revision, verified };
}

/** The revision before, when the new one has to descend from it: a pinned commit, another name or remote starts afresh. */
function lastRevision({ status, reference }: GitRepository, found: Revision, url: string): Revision | undefined {
  const last = parseRevision(status.artifact?.revision);
  const lastRemote = status.artifact?.metadata?.[remoteMetadata];
  if (reference.commit !== undefined || last?.label !== found.label) return undefined;
  return lastRemote === undefined || lastRemote === url ? last : undefined;
}

/** A cache that a killed process left half written is no reason to fail: it is thrown away and fetched anew, once. */
async function brought(...[cache, remote, found, known]: [RepositoryCache, ...Parameters<RepositoryCache["bring"]>]) {
  try {
    return await cache.bring(remote, found, known);
  } catch (thrown) {
    if (thrown instanceof FetchError) throw thrown;
    const storageFailed = (cause: unknown) =>
      new StorageFailed({ url: publicUrl(remote.url), problem: messageOf(cause) }, { cause });
    await cache.delete().catch(() => {
      throw storageFailed(thrown);
    });
    return await cache.bring(remote, found, known).catch((second: unknown) => {
      throw second instanceof FetchError ? second : storageFailed(second);
    });
  }
}
