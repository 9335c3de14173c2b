import fs from "node:fs";
import * as git from "isomorphic-git";
import { messageOf } from "../../lib/index.ts";
import { diskCodes, FetchError, GitAccessDenied, GitServerUnavailable, StorageFailed } from "./errors.ts";
import { gitHttp } from "./git-http.ts";
import { cutOffCommits, holdsCommit, keepFetched } from "./pack-store.ts";
import { HttpStatus, ProtocolV2 } from "./protocol-v2.ts";
import type { ListedReference } from "./reference.ts";
import { type HttpRemote, publicUrl } from "./remote.ts";
import { lastFetched, type RemoteRepository, type WantedHistory } from "./remote-repository.ts";

/** By version 2 of the protocol where the server has it, else by an older one. */
export class HttpRepository implements RemoteRepository {
  readonly #remote: HttpRemote;

  constructor(remote: HttpRemote) {
    this.#remote = remote;
  }

  async list(): Promise<readonly ListedReference[]> {
    const { url } = this.#remote;
    try {
      const http = gitHttp(this.#remote);
      const newer = await ProtocolV2.at(http, url);
      if (newer !== undefined) return await newer.list();
      const info = await git.getRemoteInfo2({ http, url, headers: {}, protocolVersion: 1 });
      return (info.refs ?? []).map(({ ref, oid, peeled }) => ({ ref, oid, ...(peeled !== undefined && { peeled }) }));
    } catch (thrown) {
      throw this.#failure(thrown);
    }
  }

  async fetch({ gitdir, ref, depth }: WantedHistory): Promise<void> {
    try {
      const http = gitHttp(this.#remote);
      const newer = await ProtocolV2.at(http, this.#remote.url);
      if (newer === undefined) return await this.#fetchByOlderProtocol(gitdir, ref, depth);
      const tip = (await newer.list([ref])).find((listed) => listed.ref === ref);
      // It was listed a moment ago: the caller says that it is missing.
      if (tip === undefined) return;
      const last = await git.resolveRef({ fs, gitdir, ref: lastFetched }).catch(() => undefined);
      const have = last !== undefined && (await holdsCommit(gitdir, last)) ? [last] : [];
      const shallow = await cutOffCommits(gitdir);
      await keepFetched(gitdir, await newer.fetch({ want: tip.oid, have, shallow, depth }));
    } catch (thrown) {
      throw thrown instanceof FetchError ? thrown : this.#failure(thrown);
    }
  }

  async #fetchByOlderProtocol(gitdir: string, ref: string, depth: number | undefined): Promise<void> {
    const { url } = this.#remote;
    // isomorphic-git wants a remote to file what it fetched under, also when it is told the address.
    await git.addRemote({ fs, gitdir, remote: "origin", url: publicUrl(url), force: true });
    const options = {
      fs,
      gitdir,
      http: gitHttp(this.#remote),
      url,
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
        return this.#fetchByOlderProtocol(gitdir, ref, undefined);
      throw thrown;
    }
  }

  #failure(thrown: unknown): Error {
    const url = publicUrl(this.#remote.url);
    if (diskCodes.has(codeOf(thrown))) return new StorageFailed({ url, problem: messageOf(thrown) }, { cause: thrown });
    const status = thrown instanceof HttpStatus ? thrown.statusCode : statusOf(thrown);
    if (status === 401 || status === 403) {
      this.#remote.onRefused?.();
      return new GitAccessDenied({ url, status });
    }
    const problem =
      status === 404 ? "there is no repository at this address" : messageOf(thrown) || String(codeOf(thrown));
    return new GitServerUnavailable({ url, problem }, { cause: thrown });
  }
}

const codeOf = (thrown: unknown): unknown => (thrown as { readonly code?: unknown } | undefined)?.code;

/** As isomorphic-git's `HttpError` has it. */
const statusOf = (thrown: unknown): unknown =>
  (thrown as { readonly data?: { readonly statusCode?: unknown } } | undefined)?.data?.statusCode;
