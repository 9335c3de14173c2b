import { expect, it } from "vitest";
import { previewChange } from "../../../src/flows/index.ts";
import type { HistoryRecord } from "../../../src/history/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

it("processes that programs would run in are let go after the last preview, before it is recorded", async () => {
  const world = new DriverWorld();
  const order: string[] = [];
  const memory = { bytes: 1, usual: 1, used: async () => undefined, release: () => order.push("released") };
  const { record } = world.history;
  Object.assign(world.history, {
    record: async (entry: HistoryRecord) => {
      order.push("recorded");
      await record(entry);
    },
  });
  await previewChange(
    { environments: [], refresh: false },
    { ...world.ports, memory, onProgress: ({ kind }) => order.push(kind) },
  );
  expect(order.filter((each) => each === "previewed").length).toBeGreaterThan(0);
  expect(order.slice(order.lastIndexOf("previewed"))).toEqual(["previewed", "released", "recorded"]);
});
