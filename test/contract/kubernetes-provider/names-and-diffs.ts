import { expect, it } from "vitest";
import { at, objectAt, textAt } from "../../../src/lib/index.ts";
import { deployment, SECRET, types, type World } from "./world.ts";

/** Names, comparisons and replacements. `of` gives the world of the running test. */
export function namesAndDiffs(of: () => World): void {
  it("makes up a name, keeps it, and makes up another for a replacement", async () => {
    const world = of();
    const created = await world.program.create(types.configMap, "settings", { data: { mode: "slow" } });
    expect(created.id).toMatch(new RegExp(`^${world.namespace}/settings-[0-9a-f]{8}$`));
    expect(at(created.inputs, "metadata", "annotations")).toEqual({ "pulumi.com/autonamed": "true" });
    const again = await world.program.check(types.configMap, "settings", { data: { mode: "fast" } }, created.inputs);
    expect(textAt(again, "metadata", "name")).toBe(textAt(created.inputs, "metadata", "name"));
    const other = await world.program.check(types.configMap, "settings", { data: { mode: "fast" } });
    expect(textAt(other, "metadata", "name")).not.toBe(textAt(created.inputs, "metadata", "name"));
  });

  it("finds no difference in what it has just created", async () => {
    const world = of();
    const inputs = deployment({}, { name: "web" });
    const created = await world.program.create(types.deployment, "web", inputs);
    expect(await world.program.diff(types.deployment, "web", created, inputs)).toMatchObject({
      changes: "none",
      detailedDiff: {},
    });
  });

  it("names each property that a new version changes, and updates in place", async () => {
    const world = of();
    const created = await world.program.create(types.deployment, "web", deployment({}, { name: "web" }));
    const news = deployment({ replicas: 3, minReadySeconds: 5 }, { name: "web" });
    const diff = await world.program.diff(types.deployment, "web", created, news);
    expect(diff).toMatchObject({ changes: "some", replaces: [], deleteBeforeReplace: false });
    expect(diff.detailedDiff).toEqual({
      "spec.replicas": { kind: "update", inputDiff: false },
      "spec.minReadySeconds": { kind: "add", inputDiff: false },
    });
    const updated = await world.program.update(types.deployment, "web", created, news);
    expect(at(updated.outputs, "spec", "replicas")).toBe(3);
    const back = await world.program.diff(
      types.deployment,
      "web",
      updated,
      deployment({ replicas: 3 }, { name: "web" }),
    );
    expect(back.detailedDiff).toEqual({ "spec.minReadySeconds": { kind: "delete", inputDiff: true } });
  });

  it("replaces what cannot be changed, first deleting it when its name was given", async () => {
    const world = of();
    const created = await world.program.create(types.deployment, "web", deployment({}, { name: "web" }));
    const labels = { app: "web", tier: "front" };
    const news = deployment(
      {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: objectAt(created.inputs, "spec", "template", "spec") },
      },
      { name: "web" },
    );
    const diff = await world.program.diff(types.deployment, "web", created, news);
    expect(diff.replaces).toEqual(["spec.selector.matchLabels.tier"]);
    expect(diff.deleteBeforeReplace).toBe(true);
    const moved = await world.program.diff(
      types.deployment,
      "web",
      created,
      deployment({}, { name: "web", namespace: "elsewhere" }),
    );
    expect(moved).toMatchObject({ replaces: ["metadata.namespace"], deleteBeforeReplace: false });
  });

  it.each([
    ["data", { data: { mode: "slow" } }, { data: { mode: "fast" } }],
    ["a new key", { data: { mode: "slow" } }, { data: { mode: "slow", more: "1" } }],
    ["a key that leaves", { data: { mode: "slow", more: "1" } }, { data: { mode: "slow" } }],
    ["binary data", { binaryData: { mode: "YQ==" } }, { binaryData: { mode: "Yg==" } }],
  ])(
    "replaces a ConfigMap for %s, unless told to change it in place and it is not immutable",
    async (_, before, after) => {
      const world = of();
      const mutable = await world.programWith({ enableConfigMapMutable: "true" });
      const named = { metadata: { name: "settings" } };
      const made = await world.program.create(types.configMap, "made", before);
      const given = await world.program.create(types.configMap, "given", { ...before, ...named });
      const diffs = {
        anew: await world.program.diff(types.configMap, "made", made, after),
        anewByName: await world.program.diff(types.configMap, "given", given, { ...after, ...named }),
        inPlace: await mutable.diff(types.configMap, "made", made, after),
        inPlaceByName: await mutable.diff(types.configMap, "given", given, { ...after, ...named }),
        immutable: await mutable.diff(types.configMap, "given", given, { ...after, ...named, immutable: true }),
      };
      const [field = ""] = Object.keys(after);
      const replacing = { replaces: [expect.stringMatching(new RegExp(`^${field}[.]`))] };
      expect(diffs).toMatchObject({
        anew: { ...replacing, deleteBeforeReplace: false },
        anewByName: { ...replacing, deleteBeforeReplace: true },
        inPlace: { replaces: [], diffs: [field] },
        inPlaceByName: { replaces: [], diffs: [field], deleteBeforeReplace: false },
        immutable: replacing,
      });
    },
  );

  it("compares a Secret's text with the data that the cluster keeps, and marks both as secret", async () => {
    const world = of();
    const inputs = { metadata: { name: "login" }, stringData: { password: "swordfish" } };
    const { inputs: marked } = await world.program.provider.check(world.program.subject(types.secret, "login"), {
      oldInputs: undefined,
      news: inputs,
    });
    expect(at(marked, "stringData", "4dabf18193072939515e22adb298388d")).toBe(SECRET);
    const created = await world.program.create(types.secret, "login", inputs);
    expect(at(created.outputs, "data")).toEqual({ password: Buffer.from("swordfish").toString("base64") });
    expect(await world.program.diff(types.secret, "login", created, inputs)).toMatchObject({ changes: "none" });
    const diff = await world.program.diff(types.secret, "login", created, {
      ...inputs,
      stringData: { password: "other" },
    });
    expect(diff.replaces).toEqual(["stringData.password"]);
    const read = await world.program.read(types.secret, "login", created.id, created);
    expect(await world.program.diff(types.secret, "login", read!, inputs)).toMatchObject({ changes: "none" });
  });

  it("leaves ignored fields to whoever manages them", async () => {
    const world = of();
    const created = await world.program.create(types.deployment, "web", deployment({}, { name: "web" }));
    const path = `/apis/apps/v1/namespaces/${world.namespace}/deployments/web`;
    await world.apply(path, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web" },
      spec: { replicas: 7 },
    });
    const news = deployment({ replicas: 3, minReadySeconds: 5 }, { name: "web" });
    expect((await world.program.diff(types.deployment, "web", created, news, ["spec.replicas"])).diffs).toEqual([
      "spec",
    ]);
    const updated = await world.program.update(types.deployment, "web", created, news, ["spec.replicas"]);
    expect(at(updated.outputs, "spec")).toMatchObject({ replicas: 7, minReadySeconds: 5 });
  });
}
