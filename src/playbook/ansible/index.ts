/**
 * Playbooks checked, and machines compared with them, by an installed `ansible-playbook`.
 *
 * In:   the environment that it is started with.
 * Out:  {@link ansibleSyntax}, {@link ansibleMachines}.
 * Must not know: environments, commits.
 */
export { type AnsibleMachinesSettings, ansibleMachines } from "./ansible-machines.ts";
export { ansibleSyntax } from "./ansible-syntax.ts";
