import { chmod, mkdtemp } from "node:fs/promises";
import path from "node:path";
import { inject } from "vitest";
import { describeWith } from "../executables.ts";
import { type SshServer, type SshServerSettings, startSshServer } from "./ssh-server.ts";

/** Ansible and an SSH server, as the suites of machines use them. */
export interface AnsibleTools {
  /** `ansible-playbook`. */
  readonly playbook: string;
  readonly sshd: string;
  /** That of the process, with Ansible on its `PATH`. */
  readonly environment: NodeJS.ProcessEnv;
  /** In a folder of its own. The caller stops it. */
  startServer(settings?: SshServerSettings): Promise<SshServer>;
}

/** A new folder of the run that every account can pass through. */
export async function openFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(path.join(inject("runFolder"), prefix));
  await chmod(folder, 0o711);
  return folder;
}

/** A `describe` whose tests are all skipped, with the reason, where Ansible or the SSH server is missing. */
export function describeWithAnsible(title: string, body: (tools: () => AnsibleTools) => void): void {
  const { ansible, sshServer } = inject("ansible");
  const found = "missing" in ansible ? ansible : "missing" in sshServer ? sshServer : toolsOf(ansible, sshServer);
  describeWith("ansible-core and sshd", title, found, body);
}

type Executable = { readonly executable: string };

function toolsOf({ executable: playbook }: Executable, { executable: sshd }: Executable): AnsibleTools {
  const environment = { ...process.env, PATH: `${path.dirname(playbook)}:${process.env["PATH"] ?? ""}` };
  const startServer = async (settings?: SshServerSettings) =>
    await startSshServer(sshd, await openFolder("sshd-"), settings);
  return { playbook, sshd, environment, startServer };
}
