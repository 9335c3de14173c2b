import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { FlowPorts } from "../../../src/flows/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";

const place = "/checkout/.groundwork/state";
const docs = { "docs/a.md": "Hello\n" };

interface Json {
  readonly states: readonly { readonly location: string; readonly stacks?: number }[];
  readonly environments: readonly {
    readonly name: string;
    readonly kind: string;
    readonly reasons: readonly { readonly kind: string }[];
  }[];
}
const jsonOf = async (world: DriverWorld, ...argv: readonly string[]) =>
  JSON.parse((await groundwork(world, ...argv, "--json")).out) as Json;
const namesIn = ({ environments }: Json) => environments.map(({ name }) => name);

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-report-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Commands that look at the state, each with what it needs to run in a test. */
const commands = [
  ["preview"],
  ["preview", "--env", "dev"],
  ["preview", "--base", "main", "--head", "main"],
  ["status"],
].map((argv) => [argv.join(" "), argv] as const);

describe("the state that was looked at", () => {
  it.each(commands)("is said by %s: empty in a fresh clone, and what it holds after an up", async (_, argv) => {
    const world = new DriverWorld();
    const empty = (await groundwork(world, ...argv)).out;
    expect(empty).toContain(`State: ${place} is empty: no environment stands in it.`);
    await groundwork(world, "up", "--yes", "--no-wait");
    expect((await groundwork(world, ...argv)).out).toContain(`State: ${place}, with 2 stacks`);
    expect((await jsonOf(world, ...argv)).states).toEqual([{ location: place, stacks: 2 }]);
  });

  it("is told by up as it was before", async () => {
    const world = new DriverWorld();
    const up = async () => (await groundwork(world, "up", "--yes", "--no-wait")).out;
    expect(await up()).toContain(`State: ${place} was empty before this run: no environment stood in it.`);
    expect(await up()).toContain(`State: ${place}, with 2 stacks before this run\n`);
  });

  it.each([
    [" is empty: no environment stands in it.", "preview"],
    [" was empty before this run: no environment stood in it.", "up", "--yes", "--no-wait"],
  ])("stands in Markdown too: %s", async (words, ...argv) => {
    const world = new DriverWorld();
    const file = path.join(folder, "report.md");
    await groundwork(world, ...argv, "--markdown", file);
    expect(readFileSync(file, "utf8")).toContain(`\`${place}\`${words}`);
  });

  it("is each that an environment is kept in, and says nothing of what it holds where that is not known", async () => {
    const world = new DriverWorld();
    world.git.make(
      environmentFiles("real", "spec: { cloud: { kind: gcp, project: acme-real, region: europe-west1 } }\n"),
    );
    const of = (kind: string) => ({ location: kind === "gcp" ? "gs://acme-state" : place });
    const { out } = await groundwork(
      withStates(world, async ({ kind }) => of(kind)),
      "preview",
      "--env",
      "real",
      "dev",
    );
    expect(out).toMatch(/State: gs:\/\/acme-state\n/);
    expect(out).toMatch(new RegExp(`State: ${place}\n`));
  });
});

describe("a preview without a range", () => {
  it("shows what was never brought up as to be created, whatever the last commit touched", async () => {
    const world = new DriverWorld();
    world.git.make(docs);
    const { code, out } = await groundwork(world, "preview", "--exit-code");
    expect(code).toBe(3);
    expect(out).toContain("2 to create");
    expect(out).toContain("never brought up");
    expect(namesIn(await jsonOf(world, "preview"))).toEqual(["dev", "staging"]);
  });

  it("shows what up without a range would do: of a failed up, of changes that were skipped, and of a destroyed one", async () => {
    const world = new DriverWorld();
    world.engine.failing.add("staging");
    await groundwork(world, "up", "--yes", "--no-wait");
    world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
    world.git.make(docs);
    const shown = namesIn(await jsonOf(world, "preview"));
    expect(shown).toEqual(["dev", "staging"]);
    world.engine.failing.clear();
    expect(namesIn(await jsonOf(world, "up", "--yes", "--no-wait"))).toEqual(shown);
    expect((await groundwork(world, "preview")).out).toContain("nothing to do");
  });

  it("shows what the record calls brought up and the state does not hold, as up and status do", async () => {
    const world = new DriverWorld();
    await groundwork(world, "up", "--yes", "--no-wait");
    world.engine.standing.delete("dev");
    world.git.make(docs);
    expect(namesIn(await jsonOf(world, "preview"))).toEqual(["dev"]);
    expect((await groundwork(world, "status")).out).toMatch(
      /dev +infrastructure +diverged .*the state holds nothing of it/,
    );
    expect(namesIn(await jsonOf(world, "up", "--yes", "--no-wait"))).toEqual(["dev"]);
    expect(world.engine.standing.has("dev")).toBe(true);
  });

  it("does not show what the state holds although this machine's record knows of no run", async () => {
    const world = new DriverWorld();
    await groundwork(world, "up", "--yes", "--no-wait");
    world.history.records.length = 0;
    world.git.make(docs);
    expect(namesIn(await jsonOf(world, "preview"))).toEqual([]);
  });

  it("shows what is not known to stand, where a state cannot be listed", async () => {
    const world = withStates(new DriverWorld(), async () => ({ location: "gs://acme-state" }));
    world.git.make(docs);
    expect(namesIn(await jsonOf(world, "preview"))).toEqual(["dev", "staging"]);
  });

  it("says of how many environments the range decides, and of how many it does not", async () => {
    const world = new DriverWorld();
    await groundwork(world, "up", "--yes", "--no-wait");
    world.engine.standing.delete("staging");
    world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
    const { out } = await groundwork(world, "preview");
    expect(out).toMatch(/1 of 2 environments affected by 1 file/);
    expect(out).toMatch(/1 environment does not stand at \w{7} yet/);
    const up = (await groundwork(world, "up", "--yes", "--no-wait")).out;
    expect(up).toMatch(/1 of 2 environments affected by 1 file/);
    expect(up).toMatch(/1 environment does not stand at \w{7} yet/);
  });

  it.each([["preview"], ["up", "--yes", "--no-wait"]])(
    "calls no environment affected that was only named, in %s",
    async (...argv) => {
      const world = new DriverWorld();
      await groundwork(world, "up", "--yes", "--no-wait");
      world.git.make(docs);
      const { out } = await groundwork(world, ...argv, "--env", "dev");
      expect(out).toMatch(/1 of 2 environments named; 1 file changed between \w{7} and \w{7}/);
      expect(out).not.toContain("affected by");
    },
  );

  it("does not say that everything stands at the commit where an environment was never brought up", async () => {
    const world = new DriverWorld();
    await groundwork(world, "up", "--env", "dev", "--yes", "--no-wait");
    const { out } = await groundwork(world, "up", "--yes", "--no-wait");
    expect(out).toMatch(/1 environment does not stand at \w{7} yet/);
    expect(out).not.toContain("where everything stands");
  });
});

describe("a preview with a range", () => {
  it.each([
    ["--base", "main"],
    ["--head", "main"],
    ["--base", "main", "--head", "main"],
  ])("of %s %s %s %s shows what the range touches and nothing else", async (...range) => {
    const world = new DriverWorld();
    world.git.make(docs);
    const { code, out } = await groundwork(world, "preview", ...range);
    expect(code).toBe(0);
    expect(out).toContain("nothing to do");
    expect(out).toContain("is empty");
  });
});

function withStates(world: DriverWorld, stateFor: FlowPorts["engines"]["stateFor"]): DriverWorld {
  const { ports } = world;
  Object.defineProperty(world, "ports", { value: { ...ports, engines: { ...ports.engines, stateFor } } });
  return world;
}
