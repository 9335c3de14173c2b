import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { enterCommand } from "./boot-steps.ts";
import { accessFolder } from "./machine-files.ts";
import { type SshServer, searchPath } from "./requirements.ts";

/** The public half of a key pair, which is made where there is none. The private half is its owner's alone. */
export async function keyAt(file: string): Promise<string> {
  if (!existsSync(`${file}.pub`))
    await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "groundwork-local", "-f", file], {
      env: { PATH: searchPath },
    });
  return await readFile(`${file}.pub`, "utf8");
}

/** Lines of `known_hosts`. */
export function knownHosts(machines: readonly { readonly name: string; readonly hostKey: string }[]): string {
  return machines.map(({ name, hostKey }) => `${name} ${hostKey.split(" ").slice(0, 2).join(" ").trim()}\n`).join("");
}

/**
 * A command whose input and output are a connection to a machine's SSH server, for ssh's `ProxyCommand`.
 *
 * Nothing of the caller comes along: no variable, and no file that its standard error leads to. Where the machine has ended, and another
 * process has its number, there is no such server, and nothing is started.
 */
export function connectionCommand(process: number, { parts }: SshServer): readonly string[] {
  const libraries = parts.some(({ name }) => name === "lib") ? [`LD_LIBRARY_PATH=${accessFolder}/lib`] : [];
  const server = [`${accessFolder}/sshd`, "-i", "-f", `${accessFolder}/sshd_config`, "-E", "/var/log/sshd.log"];
  const entered = enterCommand(process, ["env", ...libraries, ...server]);
  return ["env", "-i", `PATH=${searchPath}`, "/bin/sh", "-c", 'exec "$@" 2>/dev/null', "machine", ...entered];
}
