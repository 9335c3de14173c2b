import { expect, it } from "vitest";
import { HalfDone } from "../../fakes/fake-provider.ts";
import { engineContract } from "./engine-contract.ts";
import { errorsOf } from "./scene.ts";
import { placesOf } from "./written-texts.ts";

const canary = "canary-91d2";
const marked = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value });

/** Every way in which an output comes to be secret. */
const program = `
  const secret = pulumi.secret("${canary}");
  new Thing("additional", {}, { additionalSecretOutputs: ["out", "nested", "absent"] });
  new Thing("repeated", { password: secret, map: { deep: secret, open: 1 }, list: [{ of: secret }, "o"] });
  new Thing("said", { size: 1 });
  new Thing("read", {}, { id: "by-hand", additionalSecretOutputs: ["out", "nested"] });
`;

engineContract("secret outputs that no registration brings", (scene) => {
  it.each([true, false])("stay secret whatever reads them, from a provider that knows secrets: %s", async (knows) => {
    const { cloud } = scene();
    cloud.acceptSecrets = knows;
    const secrets = { out: canary, nested: { list: [canary] } };
    cloud.resources.set("by-hand", { id: "by-hand", type: "", inputs: {}, outputs: secrets });
    for (const [name, outputs] of [
      ["additional", secrets],
      ["said", knows ? { out: marked(canary), nested: { list: [marked(canary), "o"] } } : {}],
    ] as const)
      cloud.on("create", name, ({ inputs, preview }) => {
        if (preview) return undefined;
        cloud.resources.set(`${name}-1`, { id: `${name}-1`, type: "", inputs, outputs: { ...inputs, ...outputs } });
        return cloud.created(`${name}-1`, { ...inputs, ...outputs });
      });
    expect(errorsOf(await scene().up(program))).toEqual([]);
    const afterAChange = async () => {
      // A value that was changed in the cloud is as secret as the value that the engine knew.
      for (const { outputs } of cloud.resources.values()) outputs["size"] = 2;
      return await scene().refresh();
    };
    const halfDone = async () => {
      cloud.on("read", "additional", () => new HalfDone("additional-1", { size: 2, ...secrets }, ["not healthy"]));
      const outcome = await scene().refresh();
      cloud.off("read", "additional");
      return outcome;
    };
    const everyWay = [
      () => scene().refresh({ previewOnly: true }),
      () => scene().refresh(),
      afterAChange,
      halfDone,
      () => scene().preview(undefined, { refresh: true }),
      () => scene().up(undefined, { refresh: true }),
      () => scene().destroy({ refresh: true, previewOnly: true }),
    ];
    for (const read of knows ? everyWay : [afterAChange]) expect(errorsOf(await read())).toEqual([]);
    expect(await placesOf(canary, scene())).toEqual([]);
  });
});
