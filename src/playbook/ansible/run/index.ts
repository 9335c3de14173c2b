/**
 * One run of `ansible-playbook`, in check mode or for real, and what is decided before it.
 *
 * In:   files of playbooks, machines with their connection, the variables of the caller.
 * Out:  {@link runPlaybook}, {@link inventoryOf}, {@link findChangingTasks}.
 * Must not know: what an event means for a machine.
 */
export { findChangingTasks } from "./find-changing-tasks.ts";
export { type Inventory, inventoryOf, type KeyedConnection } from "./inventory.ts";
export { missingTool, openRunFolder, type RunFolder, type RunKeys } from "./run-folder.ts";
export { type EndedPlaybook, runPlaybook } from "./run-playbook.ts";
export { variablesOf } from "./variables.ts";
