import { git } from "./bare-git.ts";
import type { State } from "./state.ts";
import { userJson } from "./user-routes.ts";

interface Signature {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

interface ReadCommit {
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

/** A commit as the API gives it. Some lists keep the author's own offset, others give UTC. */
export function commitJson(state: State, commit: ReadCommit, dates: "own offset" | "utc") {
  const known = ({ email }: Signature) => {
    const user = state.users.find((each) => each.email === email);
    return user ? userJson(user) : null;
  };
  const signed = (signature: Signature) => ({
    ...signature,
    date: dates === "utc" ? new Date(signature.date).toISOString().replace(/\.\d+Z$/, "Z") : signature.date,
  });
  return {
    sha: commit.sha,
    // A field that Gitea leaves at its zero for fresh commits.
    created: "0001-01-01T00:00:00Z",
    parents: commit.parents.map((sha) => ({ sha })),
    commit: { message: commit.message, author: signed(commit.author), committer: signed(commit.committer) },
    author: known(commit.author),
    committer: known(commit.committer),
  };
}
