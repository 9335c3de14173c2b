/**
 * What the events of Ansible's check mode mean for machines. Pure.
 *
 * In:   events of each playbook's run, and the machines of the inventory.
 * Out:  {@link decideMachines}: in sync, diverged or unknown for each machine, with the tasks that say so.
 * Must not know: processes, files, environments.
 * The rules, and what was measured of Ansible for each, are in docs/ansible.md.
 */
export { decideMachines } from "./decide-machines.ts";
