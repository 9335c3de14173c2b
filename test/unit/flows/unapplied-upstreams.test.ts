import { beforeEach, describe, expect, it } from "vitest";
import { type ChangePreview, isPlanned } from "../../../src/change/index.ts";
import { previewChange } from "../../../src/flows/index.ts";
import { unknownValue } from "../../../src/pulumi/index.ts";
import { markdown, plainPaint, previewComment, previewReport, terminalLines } from "../../../src/report/index.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, environmentFiles, profile } from "../../fakes/driver/driver-world.ts";
import type { ReadOutputs } from "../../fakes/driver/fake-engine.ts";

/** `shop` uses outputs of `net`, and `blog` those of `shop`. */
const names = ["alone", "blog", "net", "shop"] as const;
const uses = (name: string) => `spec: { dependsOn: [${name}] }\n`;
const main = { cidr: "10.0.0.0/16" };

let world: DriverWorld;
beforeEach(async () => {
  world = new DriverWorld(names);
  world.git.make({ ...environmentFiles("shop", uses("net")), ...environmentFiles("blog", uses("shop")) });
  world.engine.wanted.set("shop", (read: ReadOutputs) => ({ door: { range: read("net")?.["range"] } }));
  world.engine.wanted.set("blog", (read: ReadOutputs) => ({ link: { url: read("shop")?.["url"] } }));
  world.engine.outputsOf.set("net", { range: "old" }).set("shop", { url: "http://shop" });
  await groundwork(world, "up", "--yes", "--no-wait");
  world.git.make({ "environments/_profiles/small.yaml": profile("  values: { a: b }\n") });
  world.engine.calls.length = 0;
});

/** What `net` is changed to. */
function changeNet(range: unknown): void {
  world.engine.wanted.set("net", { main, more: { open: true } });
  world.engine.outputsOf.set("net", { range });
}

const range = { base: "main~1", head: "main", environments: [], refresh: false };
const preview = (environments: readonly string[] = []) => previewChange({ ...range, environments }, world.ports);

function infrastructure({ environments }: ChangePreview, name: string) {
  const layer = environments.find(({ affected }) => affected.name === name)?.layers[0];
  if (!layer) throw new Error(`${name} was not previewed.`);
  return layer;
}

function planned(shown: ChangePreview, name: string) {
  const layer = infrastructure(shown, name);
  if (!isPlanned(layer)) throw new Error(`${name} has no plan.`);
  return layer;
}

const up = () => groundwork(world, "up", "--yes", "--no-wait", "--require-preview", "--json");
const ups = () => world.engine.calls.filter((call) => call.startsWith("up "));

describe("an environment that uses outputs which the same change changes", () => {
  it("is previewed on the outputs that they will be, and says so", async () => {
    changeNet("new");
    const shown = await preview();
    const { plan, restsOn } = planned(shown, "shop");
    expect(plan?.steps.map(({ op, newInputs }) => [op, newInputs])).toEqual([["update", { range: "new" }]]);
    expect(restsOn).toEqual([{ environment: "net", outputs: "previewed" }]);
    const note = "shop rests on changes that are not applied: previewed on the outputs that net would have";
    expect(terminalLines(previewReport(shown), plainPaint).join("\n")).toContain(note);
    const said = [
      markdown(previewReport(shown)),
      previewComment(shown, { commentBytes: 60_000, dialect: "github", asInvoked: (text) => text }),
    ];
    for (const text of said) expect(text.replaceAll("*", "")).toContain(note);
    expect(planned(shown, "alone").restsOn).toBeUndefined();
    const { out } = await groundwork(world, "preview", "--base", "main~1", "--head", "main", "--json");
    expect(JSON.parse(out)).toMatchObject({ environments: [{}, {}, {}, { layers: [{ restsOn }, {}] }] });
  });

  it("does not say so where the outputs stay as they are", async () => {
    changeNet("old");
    expect(planned(await preview(), "shop")).not.toHaveProperty("restsOn");
  });

  it("waits for the one that it uses, and keeps no other one waiting", async () => {
    changeNet("new");
    const order: string[] = [];
    let release = () => {};
    const others = new Promise<void>((resolve) => (release = resolve));
    world.engine.during = async (_, { stack: { stack } }) => {
      if (stack === "net") await others;
      order.push(stack);
      if (stack === "alone") release();
    };
    await preview();
    expect(order).toEqual(["alone", "net", "shop", "blog"]);
  });

  it("is unknown, and says why, where the preview of the one that it uses failed; those that use it are, too", async () => {
    world.engine.wanted.set("net", new Error("broken"));
    const shown = await preview();
    expect(infrastructure(shown, "shop")).toMatchObject({
      kind: "unknown",
      problem: { code: "upstream-not-previewed", kind: "unknown" },
    });
    expect(terminalLines(previewReport(shown), plainPaint).join("\n")).toContain("It uses the environment net");
    expect(infrastructure(shown, "blog")).toMatchObject({ kind: "unknown" });
    expect(infrastructure(shown, "alone")).toMatchObject({ kind: "unchanged" });
    expect(world.engine.calls).not.toContain("preview shop");
  });

  it("says that it was previewed on the outputs of now where the engine reads no others, and is never shown again", async () => {
    changeNet("new");
    world.engine.reads = {};
    const shown = await preview();
    expect(planned(shown, "shop").restsOn).toEqual([{ environment: "net", outputs: "standing" }]);
    const text = terminalLines(previewReport(shown), plainPaint).join("\n");
    expect(text).toContain("shop may use what net would change: previewed on the outputs of now");
    expect(planned(shown, "shop").repeatable).toBeUndefined();
  });

  it("says so, too, where the one that it uses is not among those that are previewed", async () => {
    changeNet("new");
    expect(planned(await preview(["shop"]), "shop").restsOn).toEqual([{ environment: "net", outputs: "standing" }]);
    expect(planned(await preview(["alone"]), "alone").restsOn).toBeUndefined();
  });

  it("is shown again with the same inputs; the one that it uses is compared anew where it has to be compared itself", async () => {
    changeNet("new");
    await preview();
    world.engine.calls.length = 0;
    expect(planned(await preview(), "shop").shownBefore).toBeDefined();
    expect(world.engine.calls).toEqual([]);
    world.git.make({ "environments/shop/extra.txt": "1" });
    await previewChange({ base: "main~2", head: "main", environments: [], refresh: false }, world.ports);
    expect(world.engine.calls).toEqual(["preview net", "preview shop", "preview blog"]);
  });
});

describe("an environment that uses one whose plan is not certain to be the same again", () => {
  const readTheCloud = (name: string) => {
    world.engine.onPreview = (_, { stack: { stack } }) =>
      (world.engine.reads = { reads: { cloud: stack === name, stacks: [], previewed: [] } });
  };

  it("is compared anew with it, and so is what uses it in turn", async () => {
    changeNet("new");
    readTheCloud("net");
    await preview();
    world.engine.calls.length = 0;
    changeNet("newer");
    const shown = await preview();
    expect(world.engine.calls).toEqual(["preview net", "preview shop", "preview blog"]);
    expect(planned(shown, "shop").plan?.steps.map(({ newInputs }) => newInputs)).toEqual([{ range: "newer" }]);
    readTheCloud("shop");
    await preview();
    world.engine.calls.length = 0;
    await preview();
    expect(world.engine.calls).toEqual(["preview net", "preview shop", "preview blog"]);
  });

  it("is unknown where that one fails now, although the plan of itself could be shown again", async () => {
    changeNet("new");
    await preview();
    world.plans.kept.forEach((_, key) => key.startsWith("net ") && world.plans.kept.delete(key));
    world.engine.wanted.set("net", new Error("broken"));
    const shown = await preview();
    expect(infrastructure(shown, "shop")).toMatchObject({
      kind: "unknown",
      problem: { code: "upstream-not-previewed" },
    });
    expect(infrastructure(shown, "blog")).toMatchObject({ kind: "unknown" });
  });
});

describe("an up of an environment that was previewed on previewed outputs", () => {
  it.each(["new", unknownValue])("is not refused where they turned out as they were shown: %s", async (range) => {
    changeNet(range);
    await preview();
    if (range === unknownValue)
      world.engine.during = async (verb) => void (verb === "up" && changeNet("made by the cloud"));
    expect((await up()).code).toBe(0);
    expect(ups()).toEqual(expect.arrayContaining(["up net", "up shop", "up blog", "up alone"]));
    expect(world.engine.standing.get("shop")).toEqual({
      door: { range: range === "new" ? "new" : "made by the cloud" },
    });
  });

  it("is refused before its first operation where they turned out otherwise, and so is what uses it", async () => {
    changeNet("new");
    await preview();
    world.engine.during = async (verb) => void (verb === "up" && changeNet("other"));
    const { code, out } = await up();
    expect(code).toBe(1);
    expect(ups()).toEqual(expect.arrayContaining(["up net", "up alone"]));
    expect(ups()).not.toContain("up shop");
    expect(ups()).not.toContain("up blog");
    expect(JSON.parse(out)).toMatchObject({
      environments: [
        {},
        { name: "blog", kind: "not-started" },
        { name: "net", kind: "applied" },
        { name: "shop", layers: [{ kind: "refused", problem: { code: "not-what-was-shown", kind: "refused" } }, {}] },
      ],
    });
  });

  it("is not refused where they hold a name that a provider makes up anew whenever it is asked", async () => {
    let asked = 0;
    world.engine.during = async (_, { stack: { stack } }) => {
      if (stack !== "net") return;
      const name = `web-000000${asked++}`;
      world.engine.wanted.set("net", { main, more: { name, __defaults: ["name"] } });
      world.engine.outputsOf.set("net", { range: name });
    };
    const first = await preview();
    expect(planned(first, "shop").plan?.steps.map(({ newInputs }) => newInputs)).toEqual([{ range: unknownValue }]);
    expect((await previewChange({ ...range, anew: true }, world.ports)).planDigest).toBe(first.planDigest);
    expect((await up()).code).toBe(0);
    expect(world.engine.standing.get("shop")).toEqual({ door: { range: `web-000000${asked - 1}` } });
  });

  it("is refused, too, where they were to stay as they are and did not", async () => {
    changeNet("old");
    await preview();
    world.engine.during = async (verb) => void (verb === "up" && changeNet("other"));
    const { out } = await up();
    expect(out).toContain("not-what-was-shown");
    expect(ups()).toEqual(expect.arrayContaining(["up net", "up alone"]));
    expect(ups()).not.toContain("up shop");
  });

  it("is not planned again where it reads nothing of what changes", async () => {
    world.engine.wanted.set("shop", { door: { range: "old" } });
    changeNet("new");
    await preview();
    world.engine.calls.length = 0;
    expect((await up()).code).toBe(0);
    expect(world.engine.calls.filter((call) => call === "preview shop")).toHaveLength(1);
  });

  it("is refused where what would happen after the change is not known", async () => {
    changeNet("new");
    await preview();
    world.engine.during = async (verb) => {
      if (verb === "up") world.engine.wanted.set("shop", new Error("broken by the change"));
    };
    const { out } = await up();
    expect(out).toContain("broken by the change");
    expect(out).toContain("not-planned-on-applied");
    expect(ups()).not.toContain("up shop");
  });
});
