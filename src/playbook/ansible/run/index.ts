/**
 * One run of `ansible-playbook` in check mode, and what is decided before it.
 *
 * In:   files of playbooks, machines with their connection, the variables of the caller.
 * Out:  {@link runPlaybook}, {@link inventoryOf}, {@link findChangingTasks}.
 * Must not know: what an event means for a machine.
 */
export { closeConnections } from "./close-connections.ts";
export { findChangingTasks } from "./find-changing-tasks.ts";
export { type Inventory, inventoryOf, type KeyedConnection } from "./inventory.ts";
export { runPlaybook } from "./run-playbook.ts";
export { variablesOf } from "./variables.ts";
