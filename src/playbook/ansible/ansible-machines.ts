import { access, constants, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { cleaningUp, projectRoot } from "../../lib/index.ts";
import {
  AnsibleUnavailable,
  LocalMachinesUnreachable,
  NoMachinesToCompare,
  PlaybookChangesMachines,
} from "../errors.ts";
import type { LocalMachines } from "../local-machines.ts";
import type { MachineComparison, MachinesRequest } from "../machine-comparison.ts";
import {
  closeConnections,
  findChangingTasks,
  inventoryOf,
  type KeyedConnection,
  runPlaybook,
  variablesOf,
} from "./run/index.ts";
import { decideMachines, type EndedPlaybook } from "./verdict/index.ts";
import { writeFiles } from "./write-files.ts";

export interface AnsibleMachinesSettings {
  /** `PATH`, and references to keys, agents and vault passwords, are taken of it; nothing else. */
  readonly environment: NodeJS.ProcessEnv;
  /** Of a private key. Absent: the keys of the agent at `SSH_AUTH_SOCK`. */
  readonly privateKeyFile?: string;
  /** Keys of hosts, where the files of the request have no `known_hosts`. Absent: those of the account that runs this. */
  readonly knownHostsFile?: string;
  /** What leads to machines of the local cloud. Absent: nothing does. */
  readonly localMachines?: LocalMachines;
  /** In milliseconds, for one playbook. @default half an hour */
  readonly limit?: number;
  /** In milliseconds, for one task. @default five minutes */
  readonly taskLimit?: number;
  /** In milliseconds, for Ansible to end after an interruption. @default ten seconds */
  readonly patience?: number;
  /** Machines that are asked at the same time. @default 10 */
  readonly forks?: number;
}

/**
 * Machines compared by `ansible-playbook --check --diff`, in a private folder that holds the given files alone. ansible-core is all it
 * needs. `ansible.cfg` of the files is not read.
 */
export function ansibleMachines(settings: AnsibleMachinesSettings): MachineComparison {
  return {
    async compare(request) {
      if (request.machines.length === 0)
        throw new NoMachinesToCompare({ because: "the environment has no machine that stands" });
      const places = request.mayChange === true ? [] : findChangingTasks(request.files);
      if (places.length > 0) throw new PlaybookChangesMachines({ places });
      await requireTools(settings.environment);
      // The tool names files by their real paths.
      const folder = await realpath(await mkdtemp(path.join(tmpdir(), "groundwork-machines-")));
      return await cleaningUp(
        async () => {
          await writeFiles(path.join(folder, "files"), request.files, request.executables);
          await writeFile(path.join(folder, "ansible.cfg"), "");
          const inventory = inventoryOf(request.machines, await keyed(request, folder, settings));
          await writeFile(path.join(folder, "inventory.json"), JSON.stringify(inventory), { mode: 0o600 });
          const runs: EndedPlaybook[] = [];
          for (const [index, playbook] of request.playbooks.entries())
            runs.push(await runIn(folder, { playbook, index }, request, settings));
          refuseChanges(runs);
          return decideMachines(
            request.machines.map(({ key }) => key),
            runs,
          );
        },
        async () => {
          await closeConnections(folder, settings.environment);
          await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        },
      );
    },
  };
}

async function keyed(
  { connection, files, machines }: MachinesRequest,
  folder: string,
  { environment, privateKeyFile, knownHostsFile, localMachines }: AnsibleMachinesSettings,
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

async function runIn(
  folder: string,
  { playbook, index }: { readonly playbook: string; readonly index: number },
  request: MachinesRequest,
  settings: AnsibleMachinesSettings,
): Promise<EndedPlaybook> {
  const { environment, limit = 30 * 60_000, taskLimit = 5 * 60_000, patience = 10_000, forks = 10 } = settings;
  const { mayChange = false, showsText = false, signal } = request;
  if (signal.aborted) return { playbook, events: [], problem: "it was interrupted" };
  const eventsFile = path.join(folder, `events-${index}`);
  const plugins = path.join(projectRoot(), "data", "ansible");
  const variables = variablesOf(environment, { folder, plugins, eventsFile, mayChange, showsText, taskLimit, forks });
  const ended = await runPlaybook({ playbook, folder, eventsFile, variables, limit, patience, signal });
  return { playbook, ...ended };
}

/** The callback has seen a task that no file shows, such as one of a collection of the machine. */
function refuseChanges(runs: readonly EndedPlaybook[]): void {
  const places = runs.flatMap(({ events }) =>
    events.flatMap((event) => (event.event === "refused" ? [event.path ?? event.name] : [])),
  );
  if (places.length > 0) throw new PlaybookChangesMachines({ places });
}

const remedies = {
  "ansible-playbook": "Install ansible-core 2.19, 2.20 or 2.21: python3 -m pip install ansible-core",
  ssh: "Install the client of OpenSSH: apt-get install openssh-client",
} as const;

async function requireTools({ PATH = "" }: NodeJS.ProcessEnv): Promise<void> {
  const folders = PATH.split(path.delimiter).filter((folder) => folder !== "");
  for (const [tool, remedy] of Object.entries(remedies)) {
    const found = await Promise.all(folders.map((folder) => isExecutable(path.join(folder, tool))));
    if (!found.includes(true)) throw new AnsibleUnavailable({ tool, remedy });
  }
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
