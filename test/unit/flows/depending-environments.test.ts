import { describe, expect, it } from "vitest";
import type { ChangeRun } from "../../../src/change/index.ts";
import { affectedEnvironments, bringUp, destroyEnvironments } from "../../../src/flows/index.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";

type Files = Readonly<Record<string, string | undefined>>;

const extending = (name: string, extended: string, spec = ""): Files => ({
  [`environments/${name}/environment.yaml`]: `apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ${extended}\n${spec}`,
});
const ownProfile = (extra: string): Files => ({
  "environments/_profiles/shop.yaml": profile(extra),
  "environments/_profiles/near.yaml":
    "apiVersion: groundwork.dev/v1\nkind: Profile\nextends: ./shop.yaml\nspec: { values: { near: here } }\n",
});

/** Each makes `shop` depend on `dev`. */
const ways: readonly (readonly [string, Files])[] = [
  ["dependsOn of its own file", environmentFiles("shop", "spec: { dependsOn: [dev] }\n")],
  ["peers of its own file", environmentFiles("shop", "spec: { network: { peers: [dev] } }\n")],
  ["peers in block style, quoted", environmentFiles("shop", 'spec:\n  network:\n    peers:\n      - "dev"\n')],
  ["several peers", environmentFiles("shop", "spec: { network: { peers: [staging, dev] } }\n")],
  ["both", environmentFiles("shop", "spec: { dependsOn: [dev], network: { peers: [dev] } }\n")],
  ["an anchor", environmentFiles("shop", "spec: { dependsOn: &all [dev], network: { peers: *all } }\n")],
  [
    "an output of it",
    environmentFiles("shop", 'spec: { values: { a: "${environments.dev.outputs.network.selfLink}" } }\n'),
  ],
  [
    "peers of its profile",
    { ...ownProfile("  network: { peers: [dev] }\n"), ...extending("shop", "../_profiles/shop.yaml") },
  ],
  [
    "peers of its profile's profile",
    { ...ownProfile("  network: { peers: [dev] }\n"), ...extending("shop", "../_profiles/near.yaml") },
  ],
  [
    "peers of a declaration that is wrong elsewhere",
    environmentFiles("shop", "spec: { nope: 1, network: { peers: [dev] } }\n"),
  ],
];

/** Each names `dev`, and leaves `shop` independent of it. */
const noWays: readonly (readonly [string, Files])[] = [
  ["a comment", environmentFiles("shop", "# peers: [dev]\n")],
  ["a value of that name", environmentFiles("shop", "spec: { values: { stage: dev } }\n")],
  [
    "peers of its profile that its own file empties",
    {
      ...ownProfile("  network: { peers: [dev] }\n"),
      ...extending("shop", "../_profiles/shop.yaml", "spec: { network: { peers: [] } }\n"),
    },
  ],
  [
    "peers of its profile that its own file replaces",
    {
      ...ownProfile("  network: { peers: [dev] }\n"),
      ...extending("shop", "../_profiles/shop.yaml", "spec: { network: { peers: [staging] } }\n"),
    },
  ],
];

const changedDev = environmentFiles("dev", "spec: { values: { a: b } }\n");
const goneDev: Files = { "environments/dev/environment.yaml": undefined, "environments/dev/apps/web.yaml": undefined };

function worldWith(files: Files): DriverWorld {
  const world = new DriverWorld();
  world.git.make(files);
  world.engine.wanted.set("shop", { main: { cidr: "10.9.0.0/16" } });
  return world;
}

async function namesAffectedBy(change: Files, world: DriverWorld): Promise<readonly string[]> {
  const base = await world.git.resolve("HEAD");
  const head = world.git.make(change);
  return (await affectedEnvironments({ base, head }, world.ports)).environments.map(({ name }) => name);
}

const up = (world: DriverWorld, environments: readonly string[] = []): Promise<ChangeRun> =>
  bringUp({ environments, refresh: false, requirePreview: false, confirm: async () => true }, world.ports);
const destroy = (world: DriverWorld, ...environments: readonly string[]): Promise<ChangeRun> =>
  destroyEnvironments({ environments, confirm: async () => true }, world.ports);
const callsOf = (world: DriverWorld, verb: string) => world.engine.calls.filter((call) => call.startsWith(verb));

describe("an environment that depends on another one", () => {
  it.each(ways)("through %s is affected with it, also when it leaves Git", async (_, files) => {
    expect(await namesAffectedBy(changedDev, worldWith(files))).toContain("shop");
    expect(await namesAffectedBy(goneDev, worldWith(files))).toEqual(["dev", "shop"]);
  });

  it.each(ways.slice(0, -1))("through %s is brought up after it, and not when that failed", async (_, files) => {
    const world = worldWith(files);
    const order = await upOrder(world);
    expect(order.indexOf("up shop")).toBeGreaterThan(order.indexOf("up dev"));
    const failing = worldWith(files);
    failing.engine.failing.add("dev");
    await up(failing);
    expect(callsOf(failing, "up")).not.toContain("up shop");
  });

  it.each(ways.slice(0, -1))("through %s protects it from being destroyed, and goes first", async (_, files) => {
    const world = worldWith(files);
    await up(world);
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
    await destroy(world, "dev", "shop");
    expect(callsOf(world, "destroy")).toEqual(["destroy shop", "destroy dev"]);
  });

  it.each(noWays)("is not made by %s", async (_, files) => {
    const world = worldWith(files);
    expect(await namesAffectedBy(changedDev, world)).toEqual(["dev"]);
    await up(world);
    await destroy(world, "dev");
    expect(callsOf(world, "destroy")).toEqual(["destroy dev"]);
  });
});

describe("an environment that was brought up with a peer", () => {
  const peered = environmentFiles("shop", "spec: { network: { peers: [dev] } }\n");
  const alone = environmentFiles("shop");
  const goneShop: Files = {
    "environments/shop/environment.yaml": undefined,
    "environments/shop/apps/web.yaml": undefined,
  };

  it.each([
    ["it dropped the peer and was not brought up since", alone],
    ["its folder has left Git", goneShop],
  ])("protects the peer while %s", async (_, change) => {
    const world = worldWith(peered);
    await up(world);
    world.git.make(change);
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
    await destroy(world, "dev", "shop");
    expect(callsOf(world, "destroy")).toEqual(["destroy shop", "destroy dev"]);
  });

  it("no longer protects it once it was brought up without, or destroyed", async () => {
    const without = worldWith(peered);
    await up(without);
    without.git.make(alone);
    await up(without, ["shop"]);
    await destroy(without, "dev");
    const destroyed = worldWith(peered);
    await up(destroyed);
    await destroy(destroyed, "shop");
    await destroy(destroyed, "dev");
    expect(callsOf(destroyed, "destroy")).toEqual(["destroy shop", "destroy dev"]);
  });

  it("still protects it after an up without the peer that failed", async () => {
    const world = worldWith(peered);
    await up(world);
    world.git.make(alone);
    world.engine.failing.add("shop");
    await up(world, ["shop"]);
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
  });

  it("still protects it after a destroy that failed", async () => {
    const world = worldWith(peered);
    await up(world);
    world.engine.during = async (verb) => {
      if (verb === "destroy") throw new Error("still in use");
    };
    await destroy(world, "shop");
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
  });

  it("protects it where this machine's record knows of no run, as long as the state holds it, or may hold it", async () => {
    const world = worldWith(peered);
    await up(world);
    world.history.records.length = 0;
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
    world.engine.standing.delete("shop");
    const { ports } = world;
    const unlisted = { ...ports, engines: { ...ports.engines, stateFor: async () => ({ location: "gs://acme" }) } };
    const refused = destroyEnvironments({ environments: ["dev"], confirm: async () => true }, unlisted);
    await expect(refused).rejects.toThrow(/dev is used by shop/);
    await destroy(world, "dev");
    expect(callsOf(world, "destroy")).toEqual(["destroy dev"]);
  });

  it("is affected when the peer comes or goes, and the peer is not", async () => {
    expect(await namesAffectedBy(alone, worldWith(peered))).toEqual(["shop"]);
    expect(await namesAffectedBy(peered, worldWith(alone))).toEqual(["shop"]);
  });
});

async function upOrder(world: DriverWorld): Promise<readonly string[]> {
  await bringUp(
    { environments: ["shop", "dev"], refresh: false, requirePreview: false, confirm: async () => true },
    world.ports,
  );
  return callsOf(world, "up");
}

describe("an environment whose declaration cannot be read", () => {
  const unreadable = (text: string): Files => ({ "environments/shop/environment.yaml": text });

  it("protects every environment that its file mentions from being destroyed, and no other", async () => {
    const world = worldWith(environmentFiles("shop", "spec: { network: { peers: [dev] } }\n"));
    await up(world);
    world.history.records.length = 0;
    world.git.make(unreadable("kind: Environment\nspec: { network: { peers: [dev] }\n"));
    await expect(destroy(world, "dev")).rejects.toThrow(/dev is used by shop/);
    await destroy(world, "staging");
    expect(callsOf(world, "destroy")).toEqual(["destroy staging"]);
  });

  it("is affected with an environment that its file mentions, since what it says of it is not known", async () => {
    const world = worldWith(unreadable("kind: Environment\nextends: ../_profiles/gone.yaml\n# beside dev\n"));
    expect(await namesAffectedBy(changedDev, world)).toEqual(["dev", "shop"]);
    const silent = worldWith(unreadable("kind: Environment\nextends: ../_profiles/gone.yaml\n"));
    expect(await namesAffectedBy(changedDev, silent)).toEqual(["dev"]);
  });
});
