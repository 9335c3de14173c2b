import { FetchError, GitServerUnavailable, StorageFailed } from "./errors.ts";
import type { GitEnded } from "./installed-git.ts";
import { publicUrl, type SshRemote } from "./remote.ts";

/** A program that fetching by SSH needs is not where the agent runs. */
export class GitProgramMissing extends FetchError {
  readonly code = "git-program-missing";
  readonly kind = "failed";
  readonly reason = "GitOperationFailed";
  constructor(readonly data: { readonly url: string; readonly program: "git" | "ssh" }) {
    super(
      `cannot fetch from ${data.url}: ${data.program} is not on the PATH of the sync agent. Run the agent where git and ssh are ` +
        "installed, or write the repository's https:// address. What was applied stays applied.",
    );
  }
}

/** The SSH server does not take the key of the Secret. */
export class SshKeyRefused extends FetchError {
  readonly code = "git-ssh-key-refused";
  readonly kind = "refused";
  readonly reason = "AuthenticationFailed";
  constructor(readonly data: { readonly url: string; readonly problem: string }) {
    super(
      `${data.url} does not let the key of the Secret in: ${data.problem}. Check identity in the Secret that spec.secretRef ` +
        "names, and that its public key may read the repository. What was applied stays applied; it is tried again.",
    );
  }
}

/** The host has no key in `known_hosts`, or another one. */
export class SshHostUnknown extends FetchError {
  readonly code = "git-ssh-host-unknown";
  readonly kind = "refused";
  readonly reason = "AuthenticationFailed";
  constructor(readonly data: { readonly url: string; readonly problem: string }) {
    super(
      `the host of ${data.url} is not known: ${data.problem}. Make sure of its key, then write it into known_hosts of the ` +
        "Secret that spec.secretRef names. What was applied stays applied; it is tried again.",
    );
  }
}

const hasOtherKey = /REMOTE HOST IDENTIFICATION HAS CHANGED/;

/** What a call of `git` over SSH that did not end well means. */
export function sshFailure(remote: SshRemote, ended: Exclude<GitEnded, { readonly kind: "done" }>): FetchError {
  const url = publicUrl(remote.url);
  const { kind, said } = ended;
  if (kind === "not installed") return new GitProgramMissing({ url, program: "git" });
  if (/cannot run ssh|\bssh: (?:command )?not found/.test(said)) return new GitProgramMissing({ url, program: "ssh" });
  const problem = problemIn(said);
  if (/No space left on device|Read-only file system|Disk quota exceeded/.test(said))
    return new StorageFailed({ url, problem });
  if (kind === "late") return new GitServerUnavailable({ url, problem: "no answer in time" });
  if (hasOtherKey.test(said) || /Host key verification failed|No \S+ host key is known/.test(said))
    return new SshHostUnknown({ url, problem });
  if (/Permission denied|Load key|invalid format|Too many authentication failures/.test(said))
    return new SshKeyRefused({ url, problem });
  return new GitServerUnavailable({ url, problem });
}

/** What git and ssh add for people at a terminal. */
const advice = /^(?:Please make sure|and the repository exists|Could not read from remote repository)/;

/** The lines that say why. */
function problemIn(said: string): string {
  if (hasOtherKey.test(said)) {
    const shown = /SHA256:[A-Za-z0-9+/]+/.exec(said)?.[0];
    return `it shows another key than known_hosts has${shown === undefined ? "" : `, ${shown}`}`;
  }
  const lines = said
    .split("\n")
    .map((line) => line.replace(/^(?:fatal|error|remote|ssh): /, "").trim())
    .filter((line) => line !== "" && !advice.test(line))
    // The name of the agent's own temporary file means nothing to a reader.
    .map((line) => line.replace(/"?\/\S*groundwork-ssh-\w+\/(\w+)"?/g, "$1").replace(/\.$/, ""));
  return [...new Set(lines)].slice(0, 3).join("; ") || "git ended without a word";
}
