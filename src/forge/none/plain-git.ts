import type { RemoteRepository } from "../../git/executable/index.ts";
import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";

/** A Git server without change requests: there are branches, and nothing to comment, to check or to approve on. */
export function plainGit(remote: RemoteRepository): Forge {
  return { name: "none", repository: remote.url, branches: remoteBranches(remote.url, remote) };
}
