import fs from "node:fs";
import { rm } from "node:fs/promises";
import path from "node:path";
import * as git from "isomorphic-git";
import { commitsSince, descends, type ParentsOf } from "./history.ts";
import { HttpRepository } from "./http-repository.ts";
import { cutOffCommits, holdsCommit, removeLeftovers } from "./pack-store.ts";
import type { FoundReference, ListedReference } from "./reference.ts";
import type { Remote } from "./remote.ts";
import { lastFetched, type RemoteRepository } from "./remote-repository.ts";
import { SourceTree } from "./source-tree.ts";
import { SshRepository } from "./ssh-repository.ts";

/** The depth that stands for all history, as git has it. */
const wholeHistory = 2_147_483_647;
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
  list(remote: Remote): Promise<readonly ListedReference[]> {
    return repositoryAt(remote).list();
  }

  has(commit: string): Promise<boolean> {
    return holdsCommit(this.#gitdir, commit);
  }

  /**
   * Brings `found.commit` here, and as much of its history as it takes to reach `known`, when one is given.
   *
   * @returns `false` when the server's reference does not contain the commit.
   */
  async bring(remote: Remote, found: FoundReference, known: string | undefined): Promise<boolean> {
    if ((await this.#packs()) > mostPacks) await this.delete();
    await git.init({ fs, gitdir: this.#gitdir, bare: true });
    const reached = async () => (await this.has(found.commit)) && (known === undefined || (await this.has(known)));
    if (!(await this.has(found.commit))) await this.#fetch(remote, found, (await this.#isEmpty()) ? 1 : undefined);
    for (const depth of depths) {
      if ((await reached()) || !(await this.#isCutOff())) break;
      await this.#fetch(remote, found, depth ?? wholeHistory);
    }
    if (!(await this.has(found.commit))) return false;
    await git.writeRef({ fs, gitdir: this.#gitdir, ref: lastFetched, value: found.commit, force: true });
    return true;
  }

  /** Brings the object of a tag, whose commit may have been here before. */
  async bringTag(remote: Remote, found: FoundReference, tag: string): Promise<void> {
    if ((await this.object(tag)) === undefined) await this.#fetch(remote, found, undefined);
  }

  /** Brings all history of the commit. @returns `false` when all of it was here. */
  async bringWholeHistory(remote: Remote, found: FoundReference): Promise<boolean> {
    if (!(await this.#isCutOff())) return false;
    await this.#fetch(remote, found, wholeHistory);
    return true;
  }

  /** The content of a commit or an annotated tag; `undefined` for what is not here, or is another object. */
  async object(oid: string): Promise<{ readonly type: "commit" | "tag"; readonly content: Buffer } | undefined> {
    try {
      const { type, object } = await git.readObject({ fs, gitdir: this.#gitdir, oid, format: "content" });
      const isNamed = type === "commit" || type === "tag";
      return isNamed ? { type, content: Buffer.from(object as Uint8Array) } : undefined;
    } catch {
      return undefined;
    }
  }

  descends(commit: string, ancestor: string): Promise<boolean> {
    return descends(commit, ancestor, this.#parentsOf());
  }

  /** The commits that are in the history of `commit` and not in that of `known`, as far as it is here. */
  since(commit: string, known: string): Promise<readonly string[]> {
    return commitsSince(commit, known, this.#parentsOf());
  }

  #parentsOf(): ParentsOf {
    const cache = {};
    return async (oid) => {
      try {
        return (await git.readCommit({ fs, gitdir: this.#gitdir, oid, cache })).commit.parent;
      } catch {
        return undefined;
      }
    };
  }

  tree(commit: string, ignore: string | undefined): SourceTree {
    return new SourceTree(this.#gitdir, commit, ignore);
  }

  async delete(): Promise<void> {
    await rm(this.#gitdir, { recursive: true, force: true });
  }

  async #fetch(remote: Remote, { ref }: FoundReference, depth: number | undefined): Promise<void> {
    await removeLeftovers(this.#gitdir);
    await repositoryAt(remote).fetch({ gitdir: this.#gitdir, ref, depth });
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

const repositoryAt = (remote: Remote): RemoteRepository =>
  "identity" in remote ? new SshRepository(remote) : new HttpRepository(remote);
