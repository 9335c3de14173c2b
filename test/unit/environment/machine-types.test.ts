import { describe, expect, it } from "vitest";
import table from "../../../data/gcp/machine-types.json" with { type: "json" };
import { issuesIn, profile } from "./written.ts";

const rest = (written: string) =>
  `; one that is newer than ${table.date} is allowed with spec.cloud.machineTypes: [${written}]`;

async function problemOf(machineType: string, cloud = "{}"): Promise<readonly string[]> {
  const issues = await issuesIn({
    dev: `spec: { cloud: ${cloud}, machines: [{ name: web, machineType: ${machineType} }] }\n`,
  });
  return issues.map((issue) => issue.replace(/^.*\.machineType: /, ""));
}

describe("a machine type", () => {
  it.each([
    "e2-medium",
    "n2-standard-4",
    "c4a-highmem-72-lssd",
    "n2-custom-4-8192",
    "n2-custom-6-66560-ext",
    "custom-1-2048",
    "e2-custom-small-3072",
  ])("%s is taken", async (machineType) => {
    expect(await problemOf(machineType)).toEqual([]);
  });

  it.each([
    ["e2-standrad-2", "did you mean e2-standard-2?", "e2 has e2-micro, e2-small, e2-medium, e2-standard"],
    ["e2-standard-3", "did you mean e2-standard-2?", "e2-standard has the sizes 2, 4, 8, 16, 32"],
    ["n2-highmen-8", "did you mean n2-highmem-8?", "n2 has n2-standard, n2-highmem, n2-highcpu"],
    ["q7-standard-2", "did you mean e2-standard-2?", "known series: f1, g1, e2, n1, n2"],
  ])("%s is refused with the nearest and what there is", async (written, near, known) => {
    const [issue = "", ...more] = await problemOf(written);
    expect(more).toEqual([]);
    expect(issue).toContain(`no machine type is called "${written}" (${near}); ${known}`);
    expect(issue).toContain(rest(written));
  });

  it.each([
    ["n2-custom-4-8000", '"n2-custom-4-8000" has 8000 MiB of memory; write a multiple of 256'],
    ["n2-custom-5-8192", '"n2-custom-5-8192" has 5 vCPUs; n2 has an even number from 2 to 128'],
    ["e2-custom-64-65536", '"e2-custom-64-65536" has 64 vCPUs; e2 has an even number from 2 to 32'],
    ["n2-custom-small-2048", '"n2-custom-small-2048" shares a core, which only e2 does; write a number of vCPUs'],
  ])("%s is refused, since the series has no such custom type", async (written, problem) => {
    expect(await problemOf(written)).toEqual([problem]);
  });

  it("that is newer than the list is allowed by the environment or its profile", async () => {
    expect(await problemOf("z9-standard-4", "{ machineTypes: [z9-standard-4] }")).toEqual([]);
    expect(
      await issuesIn({
        "_profiles/new.yaml": profile("spec: { cloud: { machineTypes: [z9-standard-4] } }\n"),
        dev: "extends: ../_profiles/new.yaml\nspec: { clusters: [{ name: main, nodePools: [{ name: default, machineType: z9-standard-4 }] }] }\n",
      }),
    ).toEqual([]);
  });

  it("of a node pool is checked as well", async () => {
    const [issue = ""] = await issuesIn({
      dev: "spec: { clusters: [{ name: main, nodePools: [{ name: default, machineType: n1-standart-4 }] }] }\n",
    });
    expect(issue).toContain(
      'dev/environment.yaml:3:76 spec.clusters[main].nodePools[default].machineType: no machine type is called "n1-standart-4" (did you mean n1-standard-4?)',
    );
  });
});

describe("the list of machine types", () => {
  it("has a size for each name that says its number of vCPUs", () => {
    const sized = Object.entries(table.types).flatMap(([name, { cpus, memoryMiB }]) => {
      const said = /-(?:standard|highmem|highcpu|megamem|ultramem|hypermem)-(\d+)/.exec(name)?.[1];
      return said === undefined ? [] : [{ name, agrees: Number(said) === cpus && memoryMiB >= cpus * 512 }];
    });
    expect(sized.length).toBeGreaterThan(450);
    expect(sized.filter(({ agrees }) => !agrees)).toEqual([]);
  });
});
