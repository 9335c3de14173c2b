import { git } from "./bare-git.ts";

export interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

export interface ReadCommit {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly author: Signature;
  readonly committer: Signature;
  readonly message: string;
}

/** Commits that `git log` gives for arguments, newest first. */
export async function readCommits(folder: string, args: readonly string[]): Promise<readonly ReadCommit[]> {
  const format = "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e";
  const printed = await git(folder, ["log", format, ...args, "--"]);
  return printed
    .split("\u001e")
    .map((record) => record.replace(/^\n/, ""))
    .filter((record) => record !== "")
    .map((record) => {
      const [sha = "", parents = "", an = "", ae = "", ad = "", cn = "", ce = "", cd = "", message = ""] =
        record.split("\u001f");
      return {
        sha,
        parents: parents.split(" ").filter((id) => id !== ""),
        author: { name: an, email: ae, date: ad },
        committer: { name: cn, email: ce, date: cd },
        message,
      };
    });
}
