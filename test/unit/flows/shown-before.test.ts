import { beforeEach, describe, expect, it } from "vitest";
import { RecordUnreachable } from "../../../src/history/errors.ts";
import type { PreviewJson } from "../../../src/report/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";

const names = ["dev", "production", "staging"] as const;
const both = profile("  values: { a: b }\n");

let world: DriverWorld;
let range: readonly string[];
beforeEach(async () => {
  world = new DriverWorld(names);
  await groundwork(world, "up", "--yes", "--no-wait");
  range = ["--base", await world.git.resolve("main"), "--head", "main"];
  world.git.make({ "environments/_profiles/small.yaml": both });
  for (const name of names) world.engine.wanted.set(name, { main: { cidr: "10.0.0.0/16" }, [name]: { open: true } });
  world.engine.wanted.set("staging", { main: { cidr: "10.0.0.0/16" } });
});

/** Which environments the engine previewed, and what was shown of each. */
async function preview(...flags: readonly string[]) {
  world.engine.calls.length = 0;
  const json = JSON.parse((await groundwork(world, "preview", ...range, "--json", ...flags)).out) as PreviewJson;
  const layers = json.environments.map(({ name, layers }) => [name, layers[0]] as const);
  return { json, engine: [...world.engine.calls].toSorted(), layers: new Map(layers) };
}

describe("a preview of inputs that a preview on record was made of", () => {
  it("runs no engine, and shows in full what was shown before, when, and by which preview", async () => {
    const first = await preview();
    const again = await preview();
    expect(first.engine).toEqual(["preview dev", "preview production", "preview staging"]);
    expect(again.engine).toEqual([]);
    expect(again.json.planDigest).toBe(first.json.planDigest);
    const [record] = world.history.records.filter(({ at }) => at === again.layers.get("dev")?.shownBefore?.at);
    expect(record?.kind).toBe("preview");
    for (const name of names) {
      const { shownBefore, plan, ...shown } = again.layers.get(name) ?? {};
      expect(first.layers.get(name)).toMatchObject(shown);
      expect(shownBefore).toEqual({ id: record?.id, at: record?.at, by: "Ada" });
      expect(plan).toEqual(name === "staging" ? undefined : first.layers.get(name)?.plan);
    }
    const { out } = await groundwork(world, "preview", ...range);
    expect(out).toContain(
      `As shown before, because nothing that decides about it changed: dev, production, staging. Previewed at ${record?.at} by Ada (${record?.id})`,
    );
    expect(out).toContain("+ create gcp:compute:Network dev");
    expect(out).toContain("staging: no changes in the infrastructure");
  });

  it("costs one run of the engine where one of many environments changed", async () => {
    await preview();
    world.git.make(environmentFiles("dev", "spec: { values: { a: c } }\n"));
    const { engine, layers } = await preview();
    expect(engine).toEqual(["preview dev"]);
    expect([...layers].filter(([, layer]) => layer?.shownBefore).map(([name]) => name)).toEqual([
      "production",
      "staging",
    ]);
  });

  it("names the preview that was really made, also when it is shown for the third time", async () => {
    await preview();
    const second = await preview();
    expect((await preview()).layers.get("dev")?.shownBefore).toEqual(second.layers.get("dev")?.shownBefore);
  });

  it("binds the up of the commit that it is shown for", async () => {
    await preview();
    world.git.make({ "docs/a.md": "Hello\n" });
    await preview();
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--require-preview")).code).toBe(0);
    world.engine.wanted.set("dev", { main: { cidr: "10.9.0.0/16" } });
    world.git.make(environmentFiles("dev", "spec: { values: { a: d } }\n"));
    expect((await groundwork(world, "up", "--yes", "--no-wait", "--require-preview")).code).toBe(4);
  });

  it("is made anew with --no-reuse", async () => {
    await preview();
    expect((await preview("--no-reuse")).engine).toHaveLength(3);
  });

  it("is made anew with --refresh, which asks the cloud", async () => {
    await preview();
    expect((await preview("--refresh")).engine).toHaveLength(3);
    expect((await preview("--refresh")).engine).toHaveLength(3);
  });

  it("is made anew where it would change something and its plan was lost; what changes nothing needs no plan", async () => {
    await preview();
    world.plans.kept.clear();
    expect((await preview()).engine).toEqual(["preview dev", "preview production"]);
  });

  it("repeats the warnings of what changes nothing, and is made anew where these were lost", async () => {
    world.engine.warnings.set("staging", "Old.");
    await preview();
    const { engine, layers } = await preview();
    expect(engine).toEqual([]);
    expect(layers.get("staging")?.plan?.diagnostics).toEqual([{ severity: "warning", message: "Old." }]);
    world.plans.kept.clear();
    expect((await preview()).engine).toContain("preview staging");
  });

  it.each([
    ["other steps", `"create"`, `"delete"`],
    ["other protection", `"protect":false`, `"protect":true`],
    ["other values of now", `"oldInputs":{"cidr":"10.0.0.0/16"`, `"oldInputs":{"cidr":"10.9.0.0/16"`],
    ["other warnings", `"diagnostics":[]`, `"diagnostics":[{"severity":"warning","message":"All is well."}]`],
  ])("is made anew where the plan that was kept is not the one on record: %s", async (_, before, after) => {
    await preview();
    for (const [key, text] of world.plans.kept) {
      expect(text).toContain(before);
      world.plans.kept.set(key, text.replace(before, after));
    }
    expect((await preview()).engine).toEqual(["preview dev", "preview production"]);
  });

  it("is made anew where the record says nothing of the plan that is kept, as those of before do", async () => {
    await preview();
    for (const record of world.history.records)
      if (record.kind === "preview")
        for (const layer of record.plans.flatMap(({ layers }) => layers)) Object.assign(layer, { keptPlan: undefined });
    expect((await preview()).engine).toEqual(["preview dev", "preview production"]);
    expect((await preview()).engine).toEqual([]);
  });
});

/** What keeps a plan from being certain, and so from being shown again. */
const uncertain: readonly (readonly [string, () => void])[] = [
  ["the program asked a provider", () => (world.engine.reads = { reads: { cloud: true, stacks: [], previewed: [] } })],
  ["the engine does not say what the program read", () => (world.engine.reads = {})],
  [
    "the program read a stack that its environment does not declare",
    () => (world.engine.reads = { reads: { cloud: false, stacks: ["other"], previewed: [] } }),
  ],
  ["it failed", () => names.forEach((name) => world.engine.wanted.set(name, new Error("broken")))],
  [
    "the state changed while it was made",
    () => {
      world.engine.during = async (_, { stack: { stack } }) => {
        world.engine.saves.set(stack, (world.engine.saves.get(stack) ?? 0) + 1);
      };
    },
  ],
  ...[
    `export const all = process.env["SIZE"];\n`,
    `export const all = process . env.SIZE;\n`,
    `import { env } from "node:process";\nexport const all = env;\n`,
    `export const all = await fetch("https://example.com");\n`,
    `export const all = Math.random();\n`,
    `export const all = await import(process.argv[2]);\n`,
  ].map((source) => [`the program is ${source}`, () => void world.git.make({ "stacks/index.ts": source })] as const),
];

describe("a preview that is not certain to be the same again", () => {
  it.each(uncertain)("is made anew because %s", async (_, change) => {
    change();
    await preview();
    expect((await preview()).engine).toHaveLength(3);
  });

  it("is made anew where the record cannot be read, and says so", async () => {
    await preview();
    world.history.unreachable = new RecordUnreachable({ place: "the remote", problem: "offline" });
    expect((await preview()).engine).toHaveLength(3);
  });
});

describe("an earlier preview of another change request", () => {
  it("is not shown again on this one, but one of main is", async () => {
    await preview();
    for (const record of world.history.records)
      if (record.kind === "preview")
        Object.assign(record, { changeRequest: { forge: "local", number: 7, url: "http://forge.example/7" } });
    expect((await preview()).engine).toHaveLength(3);
    expect((await preview()).engine).toEqual([]);
  });
});
