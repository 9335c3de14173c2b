import table from "../../data/gcp/machine-types.json" with { type: "json" };
import { didYouMean, nearestName } from "../lib/nearest-name.ts";

const listedOn: string = table.date;

const predefined: readonly string[] = Object.keys(table.types);
const customSeries: Readonly<Record<string, { readonly leastCpus: number; readonly mostCpus: number }>> = table.custom;

/** Source: "Create a VM with a custom machine type" of Compute Engine. */
const memoryStepMiB = 256;

/**
 * What is wrong with a machine type; `undefined` for a predefined one, a possible custom one, and those of `allowed`.
 *
 * @param allowed types that are newer than the list, or that only one project has
 */
export function machineTypeProblem(written: string, allowed: readonly string[]): string | undefined {
  if (allowed.includes(written) || Object.hasOwn(table.types, written)) return undefined;
  const custom = customProblem(written);
  if (custom !== undefined) return custom.problem;
  const near = nearestName(written, [...allowed, ...predefined]);
  return `no machine type is called "${written}"${didYouMean(near)}; ${sizesOrSeries(written)}; one that is newer than ${listedOn} is allowed with spec.cloud.machineTypes: [${written}]`;
}

/** `n2-custom-4-8192`, `custom-2-4096` of the series n1, `e2-custom-small-2048`, and `-ext` for more memory than usual. */
function customProblem(written: string): { readonly problem: string | undefined } | undefined {
  const [, series = "n1", cpus = "", memory = ""] =
    /^(?:([a-z]\d[a-z]*)-)?custom-(\d+|micro|small|medium)-(\d+)(?:-ext)?$/.exec(written) ?? [];
  const limits = Object.hasOwn(customSeries, series) ? customSeries[series] : undefined;
  if (memory === "" || !limits) return undefined;
  if (Number(memory) === 0 || Number(memory) % memoryStepMiB !== 0) {
    return { problem: `"${written}" has ${memory} MiB of memory; write a multiple of ${memoryStepMiB}` };
  }
  const isShared = Number.isNaN(Number(cpus));
  if (isShared) {
    return {
      problem: series === "e2" ? undefined : `"${written}" shares a core, which only e2 does; write a number of vCPUs`,
    };
  }
  const { leastCpus, mostCpus } = limits;
  const isEven = Number(cpus) === 1 || Number(cpus) % 2 === 0;
  if (isEven && Number(cpus) >= leastCpus && Number(cpus) <= mostCpus) return { problem: undefined };
  return { problem: `"${written}" has ${cpus} vCPUs; ${series} has an even number from ${leastCpus} to ${mostCpus}` };
}

function sizesOrSeries(written: string): string {
  const group = /^([a-z]+\d[a-z]*-[a-z]+)-/.exec(written)?.[1];
  const sizes = predefined.filter((name) => name.startsWith(`${group}-`)).map((name) => name.slice(`${group}-`.length));
  if (group !== undefined && sizes.length > 0) return `${group} has the sizes ${sizes.join(", ")}`;
  const [series = ""] = written.split("-");
  const kinds = new Set(
    predefined.filter((name) => name.startsWith(`${series}-`)).map((name) => name.split("-").slice(0, 2).join("-")),
  );
  if (kinds.size > 0) return `${series} has ${[...kinds].join(", ")}`;
  return `known series: ${[...new Set(predefined.map((name) => name.split("-")[0]))].join(", ")}`;
}
