import table from "../../../../../../data/gcp/machine-types.json" with { type: "json" };

/** What a node of a machine type has. */
export interface Machine {
  /** `e2`, `n2d`, … */
  readonly family: string;
  readonly cpus: number;
  readonly memoryMiB: number;
  readonly sharedCore: boolean;
  readonly arm: boolean;
}

const predefined: Readonly<Record<string, { readonly cpus: number; readonly memoryMiB: number }>> = table.types;
const sharedCore = /^(?:f1-micro|g1-small|e2-(?:custom-)?(?:micro|small|medium)(?:-.*)?)$/;
const armFamilies: ReadonlySet<string> = new Set(["t2a", "c4a", "n4a", "a4x"]);
/** Memory per vCPU of most families' standard sizes, for types that are newer than the table. */
const usualMemoryMiB = 4096;

/** The size of a machine type: from the table; of a custom type from its name; of any other type guessed from the number of vCPUs in its name. */
export function machineOf(type: string): Machine {
  const family = /^([a-z]+\d+[a-z]*)-/.exec(type)?.[1] ?? "n1";
  const own = { family, sharedCore: sharedCore.test(type), arm: armFamilies.has(family) };
  const known = Object.hasOwn(predefined, type) ? predefined[type] : undefined;
  if (known !== undefined) return { ...own, ...known };
  const [, custom, memory] = /^(?:[a-z]\d+[a-z]*-)?custom-(\d+|micro|small|medium)-(\d+)(?:-ext)?$/.exec(type) ?? [];
  if (custom !== undefined) return { ...own, cpus: Number(custom) || 2, memoryMiB: Number(memory) };
  const cpus = Number(/-(\d+)[a-z]*$/.exec(type)?.[1] ?? 2) || 2;
  return { ...own, cpus, memoryMiB: cpus * usualMemoryMiB };
}

/** What a node has and what Pods may use of it after GKE's reservations, as Kubernetes quantities: CPU in cores or millicores, memory and disk in Ki. */
export interface NodeResources {
  readonly capacity: Readonly<Record<string, string>>;
  readonly allocatable: Readonly<Record<string, string>>;
}

export interface NodeSize {
  readonly machine: Machine;
  readonly diskSizeGb: number;
  readonly maxPods: number;
  readonly gpus: number;
}

/** Source: "Plan GKE Standard node sizes", the tables of reserved CPU, memory and boot disk. */
export function nodeResources({ machine, diskSizeGb, maxPods, gpus }: NodeSize): NodeResources {
  const diskKi = Math.round(diskSizeGb * usableKiPerGb);
  const common = { pods: String(maxPods), ...(gpus > 0 && { "nvidia.com/gpu": String(gpus) }) };
  return {
    capacity: {
      ...common,
      cpu: String(machine.cpus),
      memory: `${machine.memoryMiB * 1024}Ki`,
      "ephemeral-storage": `${diskKi}Ki`,
    },
    allocatable: {
      ...common,
      cpu: `${machine.cpus * 1000 - reservedMillicores(machine)}m`,
      memory: `${(machine.memoryMiB - reservedMemoryMiB(machine.memoryMiB)) * 1024}Ki`,
      "ephemeral-storage": `${diskKi - reservedDiskKi(diskKi)}Ki`,
    },
  };
}

/** A boot disk of 100 GB leaves a file system of 98831908 KiB. */
const usableKiPerGb = 988_319.08;
const evictionMiB = 100;
const gibKi = 1024 * 1024;

function reservedMillicores({ cpus, sharedCore: shared }: Machine): number {
  if (shared) return cpus * 1000 - 940;
  return tiered(cpus * 1000, [
    [1000, 0.06],
    [1000, 0.01],
    [2000, 0.005],
    [Number.POSITIVE_INFINITY, 0.0025],
  ]);
}

function reservedMemoryMiB(memoryMiB: number): number {
  if (memoryMiB < 1024) return 255 + evictionMiB;
  const kept = tiered(memoryMiB, [
    [4096, 0.25],
    [4096, 0.2],
    [8192, 0.1],
    [114_688, 0.06],
    [Number.POSITIVE_INFINITY, 0.02],
  ]);
  return kept + evictionMiB;
}

function reservedDiskKi(diskKi: number): number {
  const eviction = diskKi * 0.1;
  return Math.round(eviction + Math.min(diskKi * 0.5, 6 * gibKi + diskKi * 0.35, 100 * gibKi));
}

/** The sum of each tier's share of what falls into it, rounded up. */
function tiered(total: number, tiers: readonly (readonly [size: number, share: number])[]): number {
  let left = total;
  let sum = 0;
  for (const [size, share] of tiers) {
    sum += Math.min(left, size) * share;
    left = Math.max(0, left - size);
  }
  return Math.ceil(sum);
}
