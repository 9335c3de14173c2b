import { expect, it } from "vitest";
import { previewKind } from "../../../src/change/index.ts";
import { previewChange } from "../../../src/flows/index.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

const names = ["customer-a", "customer-b", "customer-c"];

/** What the engine was asked for, in order, by a preview that compares one environment at a time. */
async function askedFor(world: DriverWorld): Promise<readonly string[]> {
  const asked: string[] = [];
  world.engine.onPrefetch = (stack) => asked.push(`read ahead ${stack}`);
  world.engine.during = async (verb, { stack }) => {
    // What is read ahead is read while this one is compared.
    await new Promise((resolve) => setImmediate(resolve));
    asked.push(`${verb} ${stack.stack}`);
  };
  await previewChange({ environments: names, refresh: false }, { ...world.ports, parallel: 1 });
  return asked;
}

it("reads the state of the next environment while one is compared", async () => {
  expect(await askedFor(new DriverWorld(names))).toEqual([
    "read ahead customer-b",
    "preview customer-a",
    "read ahead customer-c",
    "preview customer-b",
    "preview customer-c",
  ]);
});

it("compares an environment whose declaration is wrong as before, and reads nothing ahead for it", async () => {
  const world = new DriverWorld(names);
  world.git.make({ "environments/customer-b/environment.yaml": "kind: Nothing\n" });
  expect(await askedFor(world)).toEqual(["preview customer-a", "read ahead customer-c", "preview customer-c"]);
});

it("previews as before where a state cannot be read ahead", async () => {
  const world = new DriverWorld(names);
  world.engine.onPrefetch = () => {
    throw new Error("its state cannot be read");
  };
  const { environments } = await previewChange(
    { environments: names, refresh: false },
    { ...world.ports, parallel: 1 },
  );
  expect(environments.map(previewKind)).toEqual(["planned", "planned", "planned"]);
});
