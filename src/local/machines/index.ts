/**
 * The machines behind the simulated Compute Engine: namespaces of the kernel with a root of their own and an SSH server.
 *
 * In:   the ids of instances, a folder in the local cloud's home, `sshd` and the commands of util-linux.
 * Out:  {@link MachineHost}, which boots machines at the first login and removes them with their instances.
 * Must not know: Compute Engine's properties, environments, playbooks.
 *
 * To be read in this order: `machine-files.ts`, which files a new machine has; `mounts.ts`, which of the host's it sees; `boot-steps.ts`,
 * the commands from here to its first process; `machine-host.ts`, when that happens.
 */
export { LocalMachinesUnavailable } from "./errors.ts";
export { type Instance, type MachineAccess, MachineHost } from "./machine-host.ts";
export { verifyLocalMachines } from "./requirements.ts";
