/**
 * The machines as a layer: playbooks of an environment's folder, carried out in batches.
 *
 * In:   what the record says of their last run, the stack's outputs, the ports of what runs playbooks and compares machines with them.
 * Out:  {@link machinesLayer}.
 * Must not know: Ansible, which environments are selected and in which order.
 */
export { machinesLayer } from "./machines-layer.ts";
export type { MachinesPorts } from "./ports.ts";
