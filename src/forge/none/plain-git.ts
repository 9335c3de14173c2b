import type { RemoteRepository } from "../../git/executable/index.ts";
import type { Forge } from "../forge.ts";
import { remoteBranches } from "../remote-branches.ts";
import { sshSignatures } from "./signatures.ts";
import { treeNotes } from "./tree-notes.ts";

export interface PlainGit extends RemoteRepository {
  /** File with the keys of those who may approve, in the form of `ssh-keygen`. Without one there is no port for signatures. */
  readonly allowedSigners?: string;
}

/** A Git server without change requests: previews stand in notes, and a signed merge is an approval. */
export function plainGit(remote: PlainGit): Forge {
  const { url, allowedSigners } = remote;
  const branches = remoteBranches(url, remote);
  return {
    name: "none",
    repository: url,
    branches,
    notes: treeNotes(remote, branches),
    ...(allowedSigners !== undefined && { signatures: sshSignatures({ ...remote, allowedSigners }) }),
  };
}
