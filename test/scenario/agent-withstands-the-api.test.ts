import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configMap, FaultyApi, type Space, World, widget, widgetDefinition } from "./agent-harness/index.ts";

const busy = { status: 429, message: "too many requests", headers: { "retry-after": "1" } };
const broken = { status: 500, message: "etcdserver: request timed out" };

describe.concurrent("an API server that", () => {
  let world: World;
  beforeAll(async () => {
    world = await World.create();
  });
  afterAll(() => world.end());

  /** An agent that sees the API server through a front of its own. */
  async function behind(
    fault: FaultyApi["fault"],
    play: (space: Space, faulty: FaultyApi) => Promise<void>,
  ): Promise<void> {
    const faulty = await FaultyApi.inFrontOf(world.cluster.kubeconfig);
    faulty.fault = fault;
    const space = await world.space();
    try {
      await space.source();
      await space.kustomization();
      space.agent([`--kubeconfig=${faulty.kubeconfig}`]);
      await play(space, faulty);
    } finally {
      await space.end();
      await faulty.end();
    }
  }

  it("needs a moment between establishing a definition and serving its kind is waited for", async () => {
    let hidden = 8;
    const isOfGroup = (request: string) => / \/apis\/t-[a-z0-9]+\.example\.com\//.test(request);
    const lagging = (request: string) => {
      if (!isOfGroup(request) || hidden === 0) return undefined;
      hidden -= 1;
      return { status: 404, message: "404 page not found" };
    };
    await behind(lagging, async (space) => {
      const group = `${space.name}.example.com`;

      const commit = await space.repository.commit({
        "apps/crd.yaml": widgetDefinition(group),
        "apps/w.yaml": widget(group, "small", 1),
      });
      await space.untilApplied(commit);

      expect(hidden).toBe(0);
      expect((await space.get(`${group}/v1`, "Widget", "small"))?.["spec"]).toEqual({ size: 1 });
      expect(await space.events("ReconciliationFailed")).toEqual([]);
      const { entries } = (await space.status("Kustomization"))["inventory"] as { entries: { id: string }[] };
      expect(entries.map(({ id }) => id).filter((id) => id.endsWith("_Widget"))).toEqual([
        `${space.name}_small_${group}_Widget`,
      ]);
    });
  });

  it.each([
    ["is too busy for some writes", busy],
    ["fails some writes", broken],
  ])("%s gets them again", async (_, fault) => {
    let count = 0;
    const someWrites = (request: string) => {
      if (!/^PATCH .*\/configmaps\//.test(request)) return undefined;
      count += 1;
      return count % 2 === 1 ? fault : undefined;
    };
    await behind(someWrites, async (space) => {
      const files = Object.fromEntries(
        ["a", "b", "c", "d"].map((name) => [`apps/${name}.yaml`, configMap(name, { name })]),
      );

      await space.untilApplied(await space.repository.commit(files));

      expect(count).toBeGreaterThanOrEqual(8);
      for (const name of ["a", "b", "c", "d"]) expect(await space.data(name)).toEqual({ name });
    });
  });

  it("answers half a list is asked again: nothing is taken for deleted", async () => {
    let halves = 2;
    const halfLists = (request: string) => {
      const isList = request.startsWith("GET /api/v1/configmaps?") && !request.includes("watch=true");
      if (!isList || halves === 0) return undefined;
      halves -= 1;
      return "half";
    };
    await behind(halfLists, async (space) => {
      await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));

      expect(halves).toBe(0);
      expect(await space.data("one")).toEqual({ a: "1" });
      expect(await space.events("DriftCorrected")).toEqual([]);
    });
  });

  it("ends every watch is watched again, and what changed in between is corrected", async () => {
    await behind(
      () => undefined,
      async (space, faulty) => {
        await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));
        faulty.fault = (request) => (request.includes("watch=true") ? broken : undefined);
        faulty.closeWatches();
        await space.patch("v1", "ConfigMap", "one", { data: { a: "theirs" } });
        faulty.fault = () => undefined;

        await space.untilData("one", { a: "1" });
        expect(await space.condition("Kustomization", "Ready")).toMatchObject({ status: "True" });
      },
    );
  });

  it("forgot the version that a watch goes on from is listed anew, and what was deleted in between is restored", async () => {
    await behind(
      () => undefined,
      async (space, faulty) => {
        await space.untilApplied(await space.repository.commit({ "apps/a.yaml": configMap("one", { a: "1" }) }));
        let gone = 1;
        faulty.fault = (request) => {
          if (!/\/configmaps\?.*watch=true/.test(request) || gone === 0) return undefined;
          gone -= 1;
          return { status: 410, message: "too old resource version" };
        };
        faulty.closeWatches();
        await space.delete("v1", "ConfigMap", "one");

        await space.untilData("one", { a: "1" });
        expect(gone).toBe(0);
      },
    );
  });
});
