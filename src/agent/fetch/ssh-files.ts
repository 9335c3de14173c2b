import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp } from "../../lib/index.ts";
import { shellWord } from "../../lib/shell-word.ts";
import type { SshRemote } from "./remote.ts";

export interface SshFiles {
  /** As `GIT_SSH_COMMAND` has it. It names files, and holds nothing of what is in them. */
  readonly command: string;
  /** Read and entered by this user alone. */
  readonly folder: string;
}

/** Keeps the key and the hosts' keys in files as long as `use` runs: `ssh` takes them in no other way. */
export async function withSshFiles<T>(remote: SshRemote, use: (files: SshFiles) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-ssh-"));
  return await cleaningUp(
    async () => {
      const identity = path.join(folder, "identity");
      const knownHosts = path.join(folder, "known_hosts");
      await writeFile(identity, ended(remote.identity), { mode: 0o600 });
      await writeFile(knownHosts, ended(remote.knownHosts), { mode: 0o600 });
      return await use({ command: sshCommand(identity, knownHosts, remote.timeout), folder });
    },
    async () => await rm(folder, { recursive: true, force: true }),
  );
}

/** Nothing counts but these two files: no configuration, no agent, no other key, no question to a person. */
function sshCommand(identity: string, knownHosts: string, timeout: number): string {
  const options = {
    IdentitiesOnly: "yes",
    IdentityAgent: "none",
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: "/dev/null",
    StrictHostKeyChecking: "yes",
    UpdateHostKeys: "no",
    BatchMode: "yes",
    PreferredAuthentications: "publickey",
    ControlMaster: "no",
    ControlPath: "none",
    ClearAllForwardings: "yes",
    ForwardAgent: "no",
    ConnectTimeout: String(Math.max(1, Math.ceil(timeout / 1000))),
    LogLevel: "ERROR",
  };
  const given = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  return ["ssh", "-F", "/dev/null", "-i", identity, ...given].map(shellWord).join(" ");
}

/** A key without an end of line is refused as malformed. */
const ended = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
