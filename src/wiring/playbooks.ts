import type { FlowPorts } from "../flows/index.ts";
import { ansibleMachines, ansibleRuns, ansibleSyntax } from "../playbook/ansible/index.ts";
import type { LocalMachines } from "../playbook/index.ts";

interface PlaybookSettings {
  /** Of the executables that are run: without credentials of the driver. */
  readonly ofPrograms: NodeJS.ProcessEnv;
  /** Of the driver, for the files of keys that it names. */
  readonly environment: NodeJS.ProcessEnv;
  readonly localMachines: LocalMachines;
  readonly wait: FlowPorts["wait"];
}

/** What reads playbooks, compares machines with them, and carries them out. */
export function playbookPorts({ ofPrograms, environment, localMachines, wait }: PlaybookSettings) {
  const keys = { environment: ofPrograms, localMachines, ...keysIn(environment) };
  return {
    playbooks: ansibleSyntax({ environment: ofPrograms }),
    playbookRuns: ansibleRuns({ ...keys, wait }),
    machines: ansibleMachines(keys),
  } satisfies Partial<FlowPorts>;
}

/** Files that machines are reached with, by the variables that name them. */
function keysIn({
  GROUNDWORK_SSH_KEY_FILE: privateKeyFile,
  GROUNDWORK_SSH_KNOWN_HOSTS_FILE: knownHostsFile,
}: NodeJS.ProcessEnv) {
  return {
    ...(privateKeyFile !== undefined && privateKeyFile !== "" && { privateKeyFile }),
    ...(knownHostsFile !== undefined && knownHostsFile !== "" && { knownHostsFile }),
  };
}
