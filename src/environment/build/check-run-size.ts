import type { ValuePath } from "../yaml/index.ts";
import type { Findings } from "./findings.ts";

/** Least cores for so much memory, in MiB: https://cloud.google.com/run/docs/configuring/services/memory-limits */
const coresForMemory = [
  { above: 24_576, cores: 8 },
  { above: 16_384, cores: 6 },
  { above: 8192, cores: 4 },
  { above: 4096, cores: 2 },
  { above: 1024, cores: 1 },
  { above: 512, cores: 0.5 },
] as const;

/** Least memory in MiB for so many cores: https://cloud.google.com/run/docs/configuring/services/cpu */
const memoryForCores: ReadonlyMap<number, number> = new Map([
  [4, 2048],
  [6, 4096],
  [8, 4096],
]);

/** Reports memory that Cloud Run does not offer with these cores. */
export function checkRunSize(
  findings: Findings,
  at: ValuePath,
  { cpu, memory }: { readonly cpu: number; readonly memory: string },
): void {
  const mebibytes = Number.parseInt(memory, 10) * (memory.endsWith("Gi") ? 1024 : 1);
  const path = [...at, "memory"];
  if (mebibytes < 128 || mebibytes > 32_768) {
    findings.error(path, "out-of-range", `is ${memory}; allowed: 128Mi to 32Gi`);
    return;
  }
  const cores = coresForMemory.find(({ above }) => mebibytes > above)?.cores ?? 0;
  if (cpu < cores)
    findings.error(path, "out-of-range", `is ${memory}, which needs cpu: ${cores} at least; it is ${cpu}`);
  const least = memoryForCores.get(cpu) ?? 0;
  if (mebibytes < least)
    findings.error(path, "out-of-range", `is ${memory}; cpu: ${cpu} needs ${least / 1024}Gi at least`);
}
