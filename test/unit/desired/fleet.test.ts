import { describe, expect, it } from "vitest";
import {
  checkFleet,
  desiredStateOf,
  InvalidEnvironment,
  listEnvironments,
  readDesiredState,
} from "../../../src/desired/index.ts";
import { type FileTree, memoryTree, overlayTree } from "../../../src/lib/index.ts";
import { profile, written } from "../environment/written.ts";

/** A tree that keeps note of what was read. */
function watched(tree: FileTree): { readonly tree: FileTree; readonly reads: string[] } {
  const reads: string[] = [];
  const read = (path: string) => {
    reads.push(path);
    return tree.read(path);
  };
  return { tree: { ...tree, read }, reads };
}

async function recorded(files: Readonly<Record<string, string>>): Promise<FileTree> {
  const tree = memoryTree(written(files));
  const { fixes } = await checkFleet(tree);
  return overlayTree(tree, Object.fromEntries(fixes.map(({ path, content }) => [path, content])));
}

describe("the list of environments", () => {
  it("has every folder, valid or not, and what can be said of it", async () => {
    const tree = memoryTree(
      written({
        "_profiles/small.yaml": profile("extends: ./base.yaml\nmetadata: { owner: platform }\n"),
        "_profiles/base.yaml": profile("spec: { machines: [{ name: web, count: 3 }] }\n"),
        dev: "extends: ../_profiles/small.yaml\nspec: { dependsOn: [shared] }\n",
        broken: "spec: { machine: [] }\n",
        shared: "",
      }),
    );
    const common = { cloud: "local", project: "groundwork-local", region: "europe-west1", clusters: 0, errors: 0 };
    expect(await listEnvironments(tree)).toEqual([
      { name: "broken", valid: false, errors: 1 },
      {
        ...common,
        name: "dev",
        valid: true,
        owner: "platform",
        profiles: ["small", "base"],
        machines: 3,
        dependsOn: ["shared"],
      },
      { ...common, name: "shared", valid: true, profiles: [], machines: 0, dependsOn: [] },
    ]);
  });
});

describe("one environment's desired state", () => {
  it("is read without any other environment's file once its addresses are recorded", async () => {
    const { tree, reads } = watched(await recorded({ a: "", b: "", c: "spec: { dependsOn: [b] }\n" }));
    await desiredStateOf(tree, "c");
    expect(new Set(reads)).toEqual(
      new Set([
        "environments/addresses.lock.yaml",
        "environments/b/environment.yaml",
        "environments/c/environment.yaml",
      ]),
    );
  });

  it("is the same whether its addresses are recorded or only planned", async () => {
    const files = { a: "", b: "", c: "spec: { clusters: [{ name: main, mode: autopilot }] }\n" };
    expect(await desiredStateOf(memoryTree(written(files)), "c")).toEqual(
      await desiredStateOf(await recorded(files), "c"),
    );
  });

  it("comes with a warning that says how to record its addresses", async () => {
    const reading = await readDesiredState(memoryTree(written({ dev: "" })), "dev");
    expect(reading.ok).toBe(true);
    expect(reading.issues.map(({ severity, code, message }) => [severity, code, message])).toEqual([
      [
        "warning",
        "unrecorded-addresses",
        "addresses of network, subnets/main are planned but not recorded, so they may move when something is added; record them with: groundwork env validate --fix",
      ],
    ]);
  });

  it("does not depend on other environments being valid", async () => {
    const tree = memoryTree(written({ dev: "", broken: "spec: 3\n", "also-broken": ": :" }));
    expect((await readDesiredState(tree, "dev")).ok).toBe(true);
  });

  it("fails for a program with every error, and never with a warning among them", async () => {
    const tree = memoryTree(written({ dev: "spec: { machines: [{ name: A }], syn: {} }\n" }));
    const failed = desiredStateOf(tree, "dev");
    await expect(failed).rejects.toBeInstanceOf(InvalidEnvironment);
    await expect(failed).rejects.toThrow(/dev cannot be used:\n {2}.*spec\.machines\[A\]\.name.*\n {2}.*spec\.syn/);
  });

  it("fails for a stack that has no folder", async () => {
    await expect(desiredStateOf(memoryTree({}), "nobody")).rejects.toThrow(
      "environments/nobody/environment.yaml:1:1: is missing; a folder of environments/ has one",
    );
  });
});

describe("a check of all environments", () => {
  it("warns of a cluster that would follow a folder without anything in it", async () => {
    const cluster = "clusters: [{ name: main, mode: autopilot }]";
    const { issues } = await checkFleet(
      memoryTree(
        written({
          bare: `spec: { ${cluster} }\n`,
          elsewhere: `spec: { ${cluster}, sync: { repository: "https://git.example.com/apps.git" } }\n`,
          full: `spec: { ${cluster} }\n`,
          "full/apps/web.yaml": "",
        }),
      ),
    );
    expect(issues.filter(({ code }) => code === "no-apps")).toMatchObject([
      {
        file: "environments/bare/environment.yaml",
        severity: "warning",
        message:
          "environments/bare/apps holds nothing, and its cluster would wait for it; add manifests, or name another folder in spec.sync.path",
      },
    ]);
  });
});

describe("recording addresses", () => {
  it("keeps what is recorded, and lines of environments that are not valid just now", async () => {
    const book = `version: 1
pool: 10.0.0.0/8
environments:
  broken:
    network: 10.7.0.0/16
  dev:
    network: 10.9.0.0/16
    subnets/gone: 10.9.4.0/24
    subnets/main: 10.9.2.0/23
  removed:
    network: 10.8.0.0/16
`;
    const { fixes } = await checkFleet(
      memoryTree(written({ "addresses.lock.yaml": book, dev: "", broken: "spec: 3\n" })),
    );
    expect(fixes[0]?.content.split("\n").slice(4)).toEqual([
      "environments:",
      "  broken:",
      "    network: 10.7.0.0/16",
      "  dev:",
      "    network: 10.9.0.0/16",
      "    subnets/main: 10.9.2.0/23",
      "",
    ]);
  });

  it("leaves declared addresses to the environment's own file", async () => {
    const { fixes } = await checkFleet(
      memoryTree(
        written({
          dev: "spec: { network: { cidr: 10.4.0.0/16, subnets: [{ name: a, cidr: 10.4.1.0/24 }, { name: b }] } }\n",
        }),
      ),
    );
    expect(fixes[0]?.content.split("\n").slice(4)).toEqual([
      "environments:",
      "  dev:",
      "    subnets/b: 10.4.2.0/23",
      "",
    ]);
  });

  it.each([
    [
      "addresses that it lacks",
      (book: string) => book.replace(/ {4}subnets\/main: .*\n/, ""),
      "lacks planned addresses: a subnets/main",
    ],
    [
      "addresses of a folder that is gone",
      (book: string) => book.replace("  b:\n", "  gone:\n    network: 10.200.0.0/16\n  b:\n"),
      "has addresses that nothing needs any more: gone network",
    ],
    [
      "both",
      (book: string) => book.replace(/ {4}subnets\/main: /, "    subnets/old: "),
      "lacks planned addresses: a subnets/main, and has addresses that nothing needs any more: a subnets/old",
    ],
    [
      "its form alone",
      (book: string) => book.replace("version: 1", "version:   1"),
      "is not written as this tool writes it",
    ],
  ])("says what is wrong with the book: %s", async (_, change, problem) => {
    const path = "environments/addresses.lock.yaml";
    const complete = await recorded({ a: "", b: "" });
    const book = change(Buffer.from((await complete.read(path)) ?? []).toString("utf8"));
    const { fixes } = await checkFleet(overlayTree(complete, { [path]: book }));
    expect(fixes.map((fix) => fix.problem)).toEqual([problem]);
  });

  it("changes nothing in a book that is complete, however it is written", async () => {
    const tree = await recorded({ a: "", b: "" });
    expect((await checkFleet(tree)).fixes).toEqual([]);
  });
});
