/**
 * Playbooks checked and carried out, and machines compared with them, by an installed `ansible-playbook`.
 *
 * In:   the environment that it is started with.
 * Out:  {@link ansibleSyntax}, {@link ansibleMachines}, {@link ansibleRuns}.
 * Must not know: environments, commits.
 */
export { type AnsibleMachinesSettings, ansibleMachines } from "./ansible-machines.ts";
export { type AnsibleRunsSettings, ansibleRuns } from "./ansible-runs.ts";
export { ansibleSyntax } from "./ansible-syntax.ts";
