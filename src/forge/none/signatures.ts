import { installedGit, type RemoteRepository } from "../../git/executable/index.ts";
import { memberOf, printable } from "../../lib/index.ts";
import type { CommitSignature, CommitSignatures } from "../commit-signatures.ts";
import { ForgeUnavailable } from "../errors.ts";
import { asForgeErrors } from "../git-failures.ts";
import { type SignedCommit, unapprovedAuthors } from "./authors.ts";

const asking = { forge: "git", request: "checking a signature with ssh-keygen" };

/** What Git says of a signature, by the letter of `%G?`. */
const untrusted: Readonly<Record<string, string>> = {
  B: "it is not of this commit's content",
  U: "the list of allowed signers has no such key",
  X: "it has expired",
  Y: "its key has expired",
  R: "its key was revoked",
};

/**
 * Signatures that were made with SSH keys, which Git checks with `ssh-keygen` against the list of allowed signers.
 *
 * OpenPGP and X.509 are taken for untrusted: Git holds them against a keyring of this machine, and not against the list.
 */
export function sshSignatures(
  at: Pick<RemoteRepository, "clone" | "environment"> & { readonly allowedSigners: string },
): CommitSignatures {
  const { clone, environment, allowedSigners } = at;
  const checking = [
    ["gpg.ssh.allowedSignersFile", allowedSigners],
    ["gpg.ssh.program", "ssh-keygen"],
    ["log.showSignature", "false"],
    // Of other formats than SSH every signature is to be bad, also one of a key that this machine knows.
    ["gpg.program", "false"],
    ["gpg.x509.program", "false"],
  ].flatMap(([key, value]) => ["-c", `${key}=${value}`]);
  const git = (...args: readonly string[]) =>
    asForgeErrors(asking, () => installedGit({ args: ["-C", clone, ...checking, ...args], environment }));
  return {
    async signatureOf(commit) {
      const format = signatureFormat(await git("cat-file", "commit", commit));
      if (format === undefined) return { kind: "none" };
      if (format !== "SSH SIGNATURE") return { kind: "untrusted", because: `it is of the kind ${printable(format)}` };
      const printed = await git("log", "-1", "--format=%G?%x00%GS%x00%GF", commit);
      return readSignature(printed.trim(), commit);
    },
    async authorsOf(commit, approved) {
      const format = "--format=%H%x00%P%x00%ae%x00%ce%x00%G?%x00%GS";
      const printed = await git("log", "--reverse", "--topo-order", format, commit, "--not", ...approved);
      const commits = printed.split("\n").filter((line) => line !== "");
      return unapprovedAuthors(commits.map(signedCommit), commit);
    },
  };
}

function signedCommit(line: string): SignedCommit {
  const [id = "", parents = "", author = "", committer = "", letter, signer = ""] = line.split("\0");
  const isSigned = letter === "G" && signer !== "";
  return {
    id,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author,
    committer,
    ...(isSigned && { signer }),
  };
}

/** The word after `BEGIN` of a commit's signature; `undefined` of a commit that has none. */
function signatureFormat(commit: string): string | undefined {
  const [headers = ""] = commit.split("\n\n", 1);
  return /^gpgsig(?:-sha256)? -----BEGIN ([A-Z0-9 ]+)-----$/m.exec(headers)?.[1];
}

function readSignature(printed: string, commit: string): CommitSignature {
  const [letter = "", signer = "", fingerprint = ""] = printed.split("\0");
  if (letter === "G" && signer !== "" && fingerprint !== "") return { kind: "good", signer, fingerprint };
  const because = memberOf(untrusted, letter);
  if (because !== undefined) return { kind: "untrusted", because };
  throw new ForgeUnavailable({
    ...asking,
    what: `ssh-keygen said nothing of the signature of ${commit.slice(0, 7)}`,
  });
}
