import fs from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import * as git from "isomorphic-git";
import { messageOf } from "../../lib/index.ts";
import { FetchError, GitAccessDenied, GitServerUnavailable, StorageFailed } from "./errors.ts";
import { gitHttp } from "./git-http.ts";
import { descends } from "./history.ts";
import { cutOffCommits, keepFetched } from "./pack-store.ts";
import { HttpStatus, ProtocolV2 } from "./protocol-v2.ts";
import type { FoundReference, ListedReference } from "./reference.ts";
import { publicUrl, type Remote } from "./remote.ts";
import { SourceTree } from "./source-tree.ts";

/** Where the last fetched commit is kept, so that the next fetch asks only for what came after it. */
const lastFetched = "refs/groundwork/last";
/** How much history is asked for in turn, until the commit that was applied before is in it. */
const depths = [50, 1000, undefined];
/** Every fetch leaves a pack; beyond this many, beginning anew is cheaper than looking into all of them. */
const mostPacks = 64;

/** A bare clone on disk of one repository's one reference. It may be deleted at any time and is then fetched anew. */
export class RepositoryCache {
  readonly #gitdir: string;

  constructor(folder: string) {
    this.#gitdir = folder;
  }

  /** Asks the server what it has: one small request. */
  async list(remote: Remote): Promise<readonly ListedReference[]> {
    try {
      const http = gitHttp(remote);
      const newer = await ProtocolV2.at(http, remote.url);
      if (newer !== undefined) return await newer.list();
      const info = await git.getRemoteInfo2({
        http,
        url: remote.url,
        headers: {},
        protocolVersion: 1,
      });
      return (info.refs ?? []).map(({ ref, oid, peeled }) => ({ ref, oid, ...(peeled !== undefined && { peeled }) }));
    } catch (thrown) {
      throw fetchFailure(remote, thrown);
    }
  }

  async has(commit: string): Promise<boolean> {
    try {
      const cache = {};
      const { commit: content } = await git.readCommit({ fs, gitdir: this.#gitdir, oid: commit, cache });
      await git.readTree({ fs, gitdir: this.#gitdir, oid: content.tree, cache });
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Brings `found.commit` here, and as much of its history as it takes to reach `known`, when one is given.
   *
   * @returns `false` when the server's reference does not contain the commit.
   */
  async bring(remote: Remote, found: FoundReference, known: string | undefined): Promise<boolean> {
    if ((await this.#packs()) > mostPacks) await this.delete();
    await git.init({ fs, gitdir: this.#gitdir, bare: true });
    // isomorphic-git wants a remote to file what it fetched under, also when it is told the address.
    await git.addRemote({ fs, gitdir: this.#gitdir, remote: "origin", url: publicUrl(remote.url), force: true });
    const reached = async () => (await this.has(found.commit)) && (known === undefined || (await this.has(known)));
    if (!(await this.has(found.commit))) await this.#fetch(remote, found, (await this.#isEmpty()) ? 1 : undefined);
    for (const depth of depths) {
      if ((await reached()) || !(await this.#isCutOff())) break;
      await this.#fetch(remote, found, depth ?? 2_147_483_647);
    }
    if (!(await this.has(found.commit))) return false;
    await git.writeRef({ fs, gitdir: this.#gitdir, ref: lastFetched, value: found.commit, force: true });
    return true;
  }

  descends(commit: string, ancestor: string): Promise<boolean> {
    const cache = {};
    return descends(commit, ancestor, async (oid) => {
      try {
        return (await git.readCommit({ fs, gitdir: this.#gitdir, oid, cache })).commit.parent;
      } catch {
        return undefined;
      }
    });
  }

  tree(commit: string, ignore: string | undefined): SourceTree {
    return new SourceTree(this.#gitdir, commit, ignore);
  }

  async delete(): Promise<void> {
    await rm(this.#gitdir, { recursive: true, force: true });
  }

  async #fetch(remote: Remote, { ref }: FoundReference, depth: number | undefined): Promise<void> {
    try {
      const http = gitHttp(remote);
      const newer = await ProtocolV2.at(http, remote.url);
      if (newer === undefined) return await this.#fetchByOlderProtocol(remote, ref, depth);
      const tip = (await newer.list([ref])).find((listed) => listed.ref === ref);
      // It was listed a moment ago: the caller says that it is missing.
      if (tip === undefined) return;
      const last = await git.resolveRef({ fs, gitdir: this.#gitdir, ref: lastFetched }).catch(() => undefined);
      const have = last !== undefined && (await this.has(last)) ? [last] : [];
      const shallow = await cutOffCommits(this.#gitdir);
      await keepFetched(this.#gitdir, await newer.fetch({ want: tip.oid, have, shallow, depth }));
    } catch (thrown) {
      throw thrown instanceof FetchError ? thrown : fetchFailure(remote, thrown);
    }
  }

  async #fetchByOlderProtocol(remote: Remote, ref: string, depth: number | undefined): Promise<void> {
    const options = {
      fs,
      gitdir: this.#gitdir,
      http: gitHttp(remote),
      url: remote.url,
      headers: {},
      ref: lastFetched,
      remoteRef: ref,
      singleBranch: true,
      tags: false,
    };
    try {
      await git.fetch(depth === undefined ? options : { ...options, depth });
    } catch (thrown) {
      // A server that cannot cut history off sends all of it.
      if (depth !== undefined && codeOf(thrown) === "RemoteCapabilityError")
        return this.#fetchByOlderProtocol(remote, ref, undefined);
      throw thrown;
    }
  }

  /** Whether there is more history on the server than here. */
  async #isCutOff(): Promise<boolean> {
    return (await cutOffCommits(this.#gitdir)).length > 0;
  }

  async #isEmpty(): Promise<boolean> {
    return (await this.#packs()) === 0;
  }

  async #packs(): Promise<number> {
    const files = await fs.promises.readdir(path.join(this.#gitdir, "objects", "pack")).catch(() => []);
    return files.filter((file) => file.endsWith(".idx")).length;
  }
}

/** What a disk says that is full, broken or read-only. None of it can come from a network. */
const diskCodes: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EFBIG", "EIO"]);

const codeOf = (thrown: unknown): unknown => (thrown as { readonly code?: unknown } | undefined)?.code;

/** As isomorphic-git's `HttpError` has it. */
const statusOf = (thrown: unknown): unknown =>
  (thrown as { readonly data?: { readonly statusCode?: unknown } } | undefined)?.data?.statusCode;

function fetchFailure(remote: Remote, thrown: unknown): Error {
  const url = publicUrl(remote.url);
  if (diskCodes.has(codeOf(thrown))) return new StorageFailed({ url, problem: messageOf(thrown) }, { cause: thrown });
  const status = thrown instanceof HttpStatus ? thrown.statusCode : statusOf(thrown);
  if (status === 401 || status === 403) return new GitAccessDenied({ url, status });
  const problem =
    status === 404 ? "there is no repository at this address" : messageOf(thrown) || String(codeOf(thrown));
  return new GitServerUnavailable({ url, problem }, { cause: thrown });
}
