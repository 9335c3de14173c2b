import type { ReadCommit, Signature } from "../forge-host/read-commits.ts";
import type { State } from "./state.ts";
import { userJson } from "./user-routes.ts";

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
