import { access, constants, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp } from "../../../lib/index.ts";
import { AnsibleUnavailable, LocalMachinesUnreachable } from "../../errors.ts";
import type { LocalMachines } from "../../local-machines.ts";
import type { MachinesRequest } from "../../machine-comparison.ts";
import { writeFiles } from "../write-files.ts";
import { closeConnections } from "./close-connections.ts";
import { inventoryOf, type KeyedConnection } from "./inventory.ts";

/** Keys, and what leads to the tools. */
export interface RunKeys {
  /** `PATH`, and references to keys, agents and vault passwords, are taken of it; nothing else. */
  readonly environment: NodeJS.ProcessEnv;
  /** Of a private key. Absent: the keys of the agent at `SSH_AUTH_SOCK`. */
  readonly privateKeyFile?: string;
  /** Keys of hosts, where the files of the request have no `known_hosts`. Absent: those of the account that runs this. */
  readonly knownHostsFile?: string;
  /** What leads to machines of the local cloud. Absent: nothing does. */
  readonly localMachines?: LocalMachines;
}

/** What is written into the folder of a run. */
export type RunFiles = Pick<MachinesRequest, "files" | "executables" | "machines" | "connection">;

export interface RunFolder {
  readonly path: string;
  /** Ends the connections that were kept open, and removes it. */
  dispose(): Promise<void>;
}

/**
 * A private folder with the given files in `files/`, an `inventory.json` of the machines, and an empty `ansible.cfg`: that of the files is
 * not read.
 *
 * @throws {InventoryUnusable}, {@link LocalMachinesUnreachable} and what {@link LocalMachines.open} throws
 */
export async function openRunFolder(run: RunFiles, keys: RunKeys): Promise<RunFolder> {
  // The tool names files by their real paths.
  const folder = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-machines-")));
  const dispose = async () => {
    await closeConnections(folder, keys.environment);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  let isWritten = false;
  return await cleaningUp(
    async () => {
      await writeFiles(path.join(folder, "files"), run.files, run.executables);
      await writeFile(path.join(folder, "ansible.cfg"), "");
      const inventory = inventoryOf(run.machines, await keyed(run, folder, keys));
      await writeFile(path.join(folder, "inventory.json"), JSON.stringify(inventory), { mode: 0o600 });
      isWritten = true;
      return { path: folder, dispose };
    },
    async () => {
      if (!isWritten) await dispose();
    },
  );
}

async function keyed(
  { connection, files, machines }: Pick<RunFiles, "connection" | "files" | "machines">,
  folder: string,
  { environment, privateKeyFile, knownHostsFile, localMachines }: RunKeys,
): Promise<KeyedConnection> {
  const { through, user } = connection;
  if (through.kind === "local") {
    if (!localMachines) throw new LocalMachinesUnreachable({ machines: machines.map(({ key }) => key) });
    const { project } = through;
    return { ...connection, ...(await localMachines.open({ machines, project, ...(user !== undefined && { user }) })) };
  }
  const own = path.join(environment["HOME"] ?? "/", ".ssh", "known_hosts");
  return {
    ...connection,
    knownHostsFile: files.has("known_hosts") ? path.join(folder, "files", "known_hosts") : (knownHostsFile ?? own),
    ...(privateKeyFile !== undefined && { privateKeyFile }),
  };
}

const remedies = {
  "ansible-playbook": "Install ansible-core 2.19, 2.20 or 2.21: python3 -m pip install ansible-core",
  ssh: "Install the client of OpenSSH: apt-get install openssh-client",
} as const;

/** The first of the tools that is not on `PATH`, as the error that says how to install it. */
export async function missingTool({ PATH = "" }: NodeJS.ProcessEnv): Promise<AnsibleUnavailable | undefined> {
  const folders = PATH.split(path.delimiter).filter((folder) => folder !== "");
  for (const [tool, remedy] of Object.entries(remedies)) {
    const found = await Promise.all(folders.map((folder) => isExecutable(path.join(folder, tool))));
    if (!found.includes(true)) return new AnsibleUnavailable({ tool, remedy });
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
