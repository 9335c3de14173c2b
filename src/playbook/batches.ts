/** The size of a batch, as Ansible's `serial` has it: machines, or a share of all of them as `25%`. */
export type BatchSize = number | `${number}%`;

/** One machine first, so that a mistake meets one machine, then all others. */
export const defaultBatches: readonly BatchSize[] = [1, "100%"];

/**
 * Machines in the batches in which they are configured, in their order; each is in exactly one.
 *
 * As Ansible's `serial` does it: the sizes hold one after the other, and the last one for all machines that are left. A share is one of all
 * machines, rounded down, and at least one machine.
 *
 * @param sizes at least one, each of at least one machine or one percent
 */
export function planBatches<Machine>(machines: readonly Machine[], sizes: readonly BatchSize[]): readonly Machine[][] {
  const batches: Machine[][] = [];
  for (let taken = 0; taken < machines.length; ) {
    const size = sizeOf(sizes[Math.min(batches.length, sizes.length - 1)] ?? "100%", machines.length);
    batches.push(machines.slice(taken, taken + size));
    taken += size;
  }
  return batches;
}

function sizeOf(size: BatchSize, of: number): number {
  const count = typeof size === "number" ? size : Math.floor((Number.parseFloat(size) * of) / 100);
  return Math.max(1, count);
}
