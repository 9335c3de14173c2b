import { describe, expect, it } from "vitest";
import type { Outcome, Plan } from "../../../src/change/index.ts";
import type { Engine, UntypedDeployment } from "../../../src/engine/index.ts";
import { type BootstrapPorts, bootstrap, type StatePlace } from "../../../src/flows/index.ts";

type Resources = Readonly<Record<string, string>>;

const finished = { result: "succeeded", steps: [], diagnostics: [], outputs: {}, milliseconds: 1 } as unknown as Plan &
  Outcome;

/** A cut-off process: what it did not come to is not done. */
class CutOff extends Error {}

/** Two places of a state, in memory, for a program that declares `wanted`. */
class World {
  readonly states = new Map<string, Resources>();
  /** What is cut off, the first time that it is done. */
  cut: string | undefined;
  readonly done: string[] = [];
  /** URNs of creations whose end no run has seen. */
  pending: readonly string[] = [];

  constructor(public wanted: Resources) {}

  readonly #does = (what: string) => {
    if (this.cut === what) {
      this.cut = undefined;
      throw new CutOff();
    }
    this.done.push(what);
  };

  #place(name: string): StatePlace {
    const engine: Partial<Engine> = {
      preview: async () => finished,
      refresh: async (_, options = {}) => {
        this.#does(`refresh in ${name}${options.adoptPendingCreates === true ? " that adopts" : ""}`);
        this.pending = [];
        return finished;
      },
      up: async () => {
        const [first] = Object.entries(this.wanted);
        // A cut in the middle leaves a part.
        if (this.cut === `up in ${name}` && first) this.states.set(name, Object.fromEntries([first]));
        this.#does(`up in ${name}`);
        this.states.set(name, this.wanted);
        return finished;
      },
      exportState: async () => deploymentOf(this.states.get(name) ?? {}, this.pending),
      importState: async (_, deployment) => {
        this.#does(`import into ${name}`);
        this.states.set(name, resourcesIn(deployment));
      },
    };
    return {
      location: name,
      engine: engine as Engine,
      adopts: true,
      holds: async () => Object.keys(this.states.get(name) ?? {}).length > 0,
    };
  }

  get ports(): BootstrapPorts {
    return {
      stack: { project: "acme-organization", stack: "organization" },
      program: { folder: "/organization" },
      seed: {
        ...this.#place("seed"),
        retire: async () => {
          this.#does("retire");
          this.states.delete("seed");
          return "aside";
        },
      },
      bucket: this.#place("bucket"),
    };
  }

  async run(previewOnly = false) {
    return await bootstrap({ previewOnly, signal: new AbortController().signal }, this.ports);
  }
}

function deploymentOf(resources: Resources, pending: readonly string[]): UntypedDeployment {
  const deployment = {
    resources: Object.entries(resources).map(([urn, id]) => ({ urn, id })),
    pending_operations: pending.map((urn) => ({ type: "creating", resource: { urn } })),
  };
  return { version: 3, deployment };
}

function resourcesIn({ deployment }: UntypedDeployment): Resources {
  const { resources } = deployment as { readonly resources: readonly { urn: string; id: string }[] };
  return Object.fromEntries(resources.map(({ urn, id }) => [urn, id]));
}

const all = { project: "p", key: "k", bucket: "b" };

describe("a bootstrap", () => {
  it("brings up what is declared, and moves the state into the bucket", async () => {
    const world = new World(all);
    expect(await world.run()).toMatchObject({ state: "bucket", isInBucket: true, retired: "aside", ended: "up" });
    expect(world.done).toEqual(["up in seed", "import into bucket", "retire"]);
    expect([...world.states]).toEqual([["bucket", all]]);
  });

  it("works on the state in the bucket from then on", async () => {
    const world = new World(all);
    await world.run();
    world.wanted = { ...all, folder: "f" };
    expect(await world.run()).toMatchObject({ state: "bucket", isInBucket: true });
    expect([...world.states]).toEqual([["bucket", world.wanted]]);
    expect(world.done.filter((what) => what === "up in seed")).toHaveLength(1);
  });

  it.each(["up in seed", "import into bucket", "retire"])(
    "that was cut off at “%s” is finished by the next one, with nothing lost and nothing done twice",
    async (step) => {
      const world = new World(all);
      world.cut = step;
      await expect(world.run()).rejects.toThrow(CutOff);
      expect(await world.run()).toMatchObject({ state: "bucket", isInBucket: true });
      expect([...world.states]).toEqual([["bucket", all]]);
      expect(world.done.filter((what) => what === "import into bucket")).toHaveLength(1);
    },
  );

  it("takes over what a killed run had begun to make, before it goes on", async () => {
    const world = new World(all);
    world.pending = ["bucket"];
    await world.run();
    expect(world.done).toEqual(["refresh in seed that adopts", "up in seed", "import into bucket", "retire"]);
    expect([...world.states]).toEqual([["bucket", all]]);
  });

  it("changes neither state when it only says what it would do, in whichever place the state is", async () => {
    const world = new World(all);
    expect(await world.run(true)).toMatchObject({ state: "seed", isInBucket: false, ended: "preview" });
    world.cut = "retire";
    await expect(world.run()).rejects.toThrow(CutOff);
    const before = [...world.states];
    world.done.length = 0;
    expect(await world.run(true)).toMatchObject({ state: "bucket", isInBucket: true, ended: "preview" });
    expect(world.done).toEqual([]);
    expect([...world.states]).toEqual(before);
  });

  it("does nothing where a person declines", async () => {
    const world = new World(all);
    const request = { previewOnly: false, signal: new AbortController().signal, mayGoOn: async () => false };
    expect(await bootstrap(request, world.ports)).toMatchObject({ ended: "declined" });
    expect(world.done).toEqual([]);
  });

  it("does nothing where another run has moved the state while a person was asked", async () => {
    const world = new World(all);
    const mayGoOn = async () => {
      await world.run();
      return true;
    };
    const request = { previewOnly: false, signal: new AbortController().signal, mayGoOn };
    await expect(bootstrap(request, world.ports)).rejects.toMatchObject({ code: "state-moved" });
    expect(world.done).toEqual(["up in seed", "import into bucket", "retire"]);
  });

  it("refuses two states of which the first has what the second has not, before anything is done", async () => {
    const world = new World(all);
    world.states.set("seed", { ...all, folder: "f" });
    world.states.set("bucket", { ...all, key: "another" });
    await expect(world.run()).rejects.toMatchObject({ code: "states-differ", data: { missing: ["key", "folder"] } });
    expect(world.done).toEqual([]);
  });

  it("keeps the first state where the bucket does not give back what was written into it", async () => {
    const world = new World(all);
    const { ports } = world;
    const forgetful: BootstrapPorts = {
      ...ports,
      bucket: { ...ports.bucket, engine: { ...ports.bucket.engine, importState: async () => undefined } },
    };
    const run = bootstrap({ previewOnly: false, signal: new AbortController().signal }, forgetful);
    await expect(run).rejects.toMatchObject({ code: "state-not-moved" });
    expect([...world.states]).toEqual([["seed", all]]);
  });
});
