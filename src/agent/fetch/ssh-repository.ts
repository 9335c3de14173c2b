import { installedGit } from "./installed-git.ts";
import type { ListedReference } from "./reference.ts";
import type { SshRemote } from "./remote.ts";
import { lastFetched, type RemoteRepository, type WantedHistory } from "./remote-repository.ts";
import { sshFailure } from "./ssh-failure.ts";
import { withSshFiles } from "./ssh-files.ts";

/** By SSH, through the `git` and the `ssh` that are installed. */
export class SshRepository implements RemoteRepository {
  readonly #remote: SshRemote;

  constructor(remote: SshRemote) {
    this.#remote = remote;
  }

  async list(): Promise<readonly ListedReference[]> {
    return listedIn(await this.#git(["ls-remote", "--quiet", "--", this.#remote.url]));
  }

  async fetch({ gitdir, ref, depth }: WantedHistory): Promise<void> {
    await this.#git([
      `--git-dir=${gitdir}`,
      // Kept as a pack, as over HTTP: the number of packs says when to begin anew.
      "-c",
      "fetch.unpackLimit=1",
      "-c",
      "maintenance.auto=false",
      "-c",
      "gc.auto=0",
      "-c",
      "fetch.fsckObjects=true",
      "fetch",
      "--quiet",
      "--no-tags",
      "--no-write-fetch-head",
      "--no-recurse-submodules",
      ...(depth === undefined ? [] : [`--depth=${depth}`]),
      "--",
      this.#remote.url,
      `+${ref}:${lastFetched}`,
    ]);
  }

  async #git(args: readonly string[]): Promise<string> {
    const { searchPath, timeout } = this.#remote;
    return withSshFiles(this.#remote, async ({ command, folder }) => {
      const environment = { PATH: searchPath, HOME: folder, GIT_SSH_COMMAND: command, GIT_SSH_VARIANT: "ssh" };
      const ended = await installedGit(args, { environment, timeout });
      if (ended.kind === "done") return ended.output;
      throw sshFailure(this.#remote, ended);
    });
  }
}

/** What an annotated tag stands for has a line of its own, with `^{}` after the tag's name. */
function listedIn(output: string): readonly ListedReference[] {
  const lines = output.split("\n").flatMap((line): (readonly [string, string])[] => {
    const [, oid, ref] = /^([0-9a-f]{40})\t(.+)$/.exec(line) ?? [];
    return oid === undefined || ref === undefined ? [] : [[ref, oid]];
  });
  const all = new Map(lines);
  return lines
    .filter(([ref]) => !ref.endsWith("^{}"))
    .map(([ref, oid]) => {
      const peeled = all.get(`${ref}^{}`);
      return { ref, oid, ...(peeled !== undefined && { peeled }) };
    });
}
