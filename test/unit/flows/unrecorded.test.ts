import { expect, it } from "vitest";
import { destroyEnvironments, previewChangeRequest, refreshEnvironments } from "../../../src/flows/index.ts";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { previewWriter } from "../../fakes/driver/comment-writers.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { MemoryForge } from "../../fakes/driver/memory-forge.ts";

const refusal = new RecordNotWritten({ place: "the remote", id: "1", problem: "this token may only read" });

function worldWithoutRecord(): DriverWorld {
  const world = new DriverWorld();
  world.history.refusal = refusal;
  return world;
}

it("shows a preview that cannot be recorded, says why, and ends with the exit code of that", async () => {
  const { code, out } = await groundwork(worldWithoutRecord(), "preview");
  expect(out).toContain(
    "Not on record, so that no merge can be held to this preview: What was done cannot be recorded",
  );
  expect(out).toContain("this token may only read");
  expect(out).toContain("Plan digest");
  expect(code).toBe(1);
});

it("names in JSON why a preview is not on record", async () => {
  const { code, out } = await groundwork(worldWithoutRecord(), "preview", "--json");
  expect(JSON.parse(out)).toMatchObject({ kind: "preview", unrecorded: { code: "record-not-written" } });
  expect(code).toBe(1);
  const recorded = await groundwork(new DriverWorld(), "preview", "--json");
  expect(JSON.parse(recorded.out)).not.toHaveProperty("unrecorded");
});

it("does not set the check of a change request to success when the preview is not on record", async () => {
  const world = worldWithoutRecord();
  const main = await world.git.resolve("HEAD");
  const topic = world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"), {
    onto: main,
    branch: "topic",
  });
  const host = new MemoryForge();
  host.open(1, topic, { base: { branch: "main", commit: main } });
  await previewChangeRequest(
    { environments: [], refresh: false, number: 1, write: previewWriter, onNotPosted: () => {} },
    world.ports,
    host.forge,
  );
  expect(host.statuses.at(-1)).toMatch(/groundwork\/preview error: .*, not on record$/);
});

/** Everything stands, and `dev` is declared otherwise since. */
async function standingWorld(): Promise<DriverWorld> {
  const world = new DriverWorld();
  await groundwork(world, "up", "--yes", "--no-wait");
  world.git.make(environmentFiles("dev", "spec: { values: { a: b } }\n"));
  world.history.refusal = refusal;
  return world;
}

it("reports what up did when it cannot be recorded, and does not call it a success", async () => {
  const argv = ["up", "--yes", "--no-wait"];
  const world = await standingWorld();
  const { code, out } = await groundwork(world, ...argv);
  expect(out).toContain("done, not on record");
  expect(out).toContain(
    "Not on record, so that the next up does not know of this run: What was done cannot be recorded",
  );
  expect(world.engine.calls.at(-1)).toBe("up dev");
  expect(code).toBe(1);
  const json = await groundwork(await standingWorld(), ...argv, "--json");
  expect(JSON.parse(json.out)).toMatchObject({ succeeded: false, unrecorded: { code: "record-not-written" } });
});

it.each([
  ["refresh", refreshEnvironments],
  ["destroy", destroyEnvironments],
])("gives the run of a %s that cannot be recorded, with the reason", async (verb, change) => {
  const world = await standingWorld();
  const run = await change({ environments: ["dev"], pending: {}, confirm: async () => true }, world.ports);
  expect(run.unrecorded).toMatchObject({ code: "record-not-written" });
  expect(run.environments).toHaveLength(1);
  expect(world.engine.calls.at(-1)).toBe(`${verb} dev`);
});
