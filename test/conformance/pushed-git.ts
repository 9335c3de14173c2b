import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { TestRepository } from "../scenario/agent-harness/test-repository.ts";
import type { FollowedBranch } from "./setting.ts";

const run = promisify(execFile);

/** Branches of a repository that is pushed to by the installed `git`, with the credentials that this has. */
export class PushedGit {
  readonly #branches: string[] = [];

  /**
   * @param folder for what is to be pushed
   * @param remote where it is pushed to @param url where the cluster fetches it
   */
  constructor(
    private readonly folder: string,
    private readonly remote: string,
    private readonly url: string,
  ) {}

  async branch(name: string): Promise<FollowedBranch> {
    const gitdir = path.join(this.folder, `${name}.git`);
    const repository = await TestRepository.create(gitdir, this.url);
    this.#branches.push(name);
    return {
      url: this.url,
      branch: name,
      commit: async (files, options) => {
        const commit = await repository.commit(files, options);
        await this.#push(gitdir, `+${commit}:refs/heads/${name}`);
        return commit;
      },
    };
  }

  /** Removes the branches that were made. */
  async stop(): Promise<void> {
    for (const name of this.#branches) await this.#push(path.join(this.folder, `${name}.git`), `:refs/heads/${name}`);
  }

  async #push(gitdir: string, ...refs: readonly string[]): Promise<void> {
    await run("git", ["--git-dir", gitdir, "push", "--quiet", this.remote, ...refs]);
  }
}
