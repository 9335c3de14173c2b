import { spawn } from "node:child_process";
import { constants } from "node:os";
import { shellWord } from "../../../lib/index.ts";
import { SshMissing } from "./errors.ts";
import type { MachineAccess } from "./local-cloud.ts";

/**
 * Runs ssh on the caller's terminal, with nothing of the caller's own settings. Resolves to its exit code.
 *
 * @throws {SshMissing}
 */
export async function sshInto(
  name: string,
  { user, privateKeyFile, knownHostsFile }: MachineAccess,
  { connection, command }: { readonly connection: readonly string[]; readonly command: readonly string[] },
): Promise<number> {
  const options: Readonly<Record<string, string>> = {
    StrictHostKeyChecking: "yes",
    BatchMode: "yes",
    IdentitiesOnly: "yes",
    IdentityFile: quoted(privateKeyFile),
    UserKnownHostsFile: quoted(knownHostsFile),
    GlobalKnownHostsFile: "/dev/null",
    LogLevel: "ERROR",
    ProxyCommand: connection.map(shellWord).join(" "),
  };
  const given = Object.entries(options).flatMap(([option, value]) => ["-o", `${option}=${value}`]);
  const args = ["-F", "none", ...given, "--", `${user}@${name}`, ...command.map(shellWord)];
  const child = spawn("ssh", args, { stdio: "inherit" });
  return await new Promise((resolve, reject) => {
    child.once("error", (error) => reject(new SshMissing({ problem: error.message }, { cause: error })));
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]));
  });
}

/** ssh reads several files out of one with spaces, and replaces what follows a percent sign. */
function quoted(file: string): string {
  return `"${file.replaceAll("%", "%%")}"`;
}
