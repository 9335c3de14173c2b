import fs from "node:fs";
import * as git from "isomorphic-git";

const author = { name: "Test", email: "test@localhost", timezoneOffset: 0 };

/** A bare repository that tests write commits into, behind the Git server's back. */
export class TestRepository {
  readonly gitdir: string;
  readonly url: string;
  #time = 1_700_000_000;

  private constructor(gitdir: string, url: string) {
    this.gitdir = gitdir;
    this.url = url;
  }

  static async create(gitdir: string, url: string): Promise<TestRepository> {
    await git.init({ fs, gitdir, bare: true, defaultBranch: "main" });
    return new TestRepository(gitdir, url);
  }

  /** Commits exactly these files on a branch. With `parent` null the commit has none: history begins anew. */
  async commit(
    files: Readonly<Record<string, string>>,
    { branch = "main", parent }: { branch?: string; parent?: string | null } = {},
  ): Promise<string> {
    const ref = `refs/heads/${branch}`;
    const head =
      parent === undefined ? await git.resolveRef({ fs, gitdir: this.gitdir, ref }).catch(() => null) : parent;
    this.#time += 1;
    const when = { ...author, timestamp: this.#time };
    const commit = await git.writeCommit({
      fs,
      gitdir: this.gitdir,
      commit: {
        message: `Commit ${this.#time}`,
        tree: await this.#tree(files),
        parent: head === null ? [] : [head],
        author: when,
        committer: when,
      },
    });
    await git.writeRef({ fs, gitdir: this.gitdir, ref, value: commit, force: true });
    return commit;
  }

  async #tree(files: Readonly<Record<string, string>>): Promise<string> {
    const entries: { mode: string; path: string; oid: string; type: "blob" | "tree" }[] = [];
    const folders = new Map<string, Record<string, string>>();
    for (const [file, content] of Object.entries(files)) {
      const slash = file.indexOf("/");
      if (slash < 0) {
        const oid = await git.writeBlob({ fs, gitdir: this.gitdir, blob: Buffer.from(content) });
        entries.push({ mode: "100644", path: file, oid, type: "blob" });
      } else {
        const folder = file.slice(0, slash);
        folders.set(folder, { ...folders.get(folder), [file.slice(slash + 1)]: content });
      }
    }
    for (const [folder, inside] of folders)
      entries.push({ mode: "040000", path: folder, oid: await this.#tree(inside), type: "tree" });
    return git.writeTree({ fs, gitdir: this.gitdir, tree: entries });
  }
}
