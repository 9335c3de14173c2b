import { expect, it } from "vitest";
import { previewChangeRequest } from "../../../src/flows/index.ts";
import { RecordNotWritten } from "../../../src/history/errors.ts";
import { previewVerdict } from "../../../src/report/index.ts";
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
  const write = { preview: () => "", failure: () => "", verdict: previewVerdict };
  await previewChangeRequest({ environments: [], refresh: false, number: 1, write }, world.ports, host.forge);
  expect(host.statuses.at(-1)).toMatch(/groundwork\/preview error: .*, not on record$/);
});
