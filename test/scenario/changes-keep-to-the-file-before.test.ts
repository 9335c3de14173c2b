import { describe, expect, it } from "vitest";
import { bringUp, previewChange } from "../../src/flows/index.ts";
import { DriverWorld, environmentFiles } from "../fakes/driver/driver-world.ts";
import { promotionFile, runEnds } from "../fakes/driver/staged-world.ts";

const stages = `    - { name: first, environments: [dev], soak: 30m }
    - { name: last, labels: { tier: live } }
`;
const live = (rest: string) => ({
  "environments/prod/environment.yaml": `apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\n${rest}`,
});
const labelled = "metadata: { labels: { tier: live } }\n";
const changedDev = environmentFiles("dev", "spec: { values: { a: b } }\n");

async function world() {
  const made = new DriverWorld(["dev", "prod"]);
  made.git.make({ ...live(labelled), ...promotionFile(stages) });
  made.git.make({ "README.md": "The file holds from here on.\n" });
  const base = await made.git.resolve("HEAD");
  const up = () =>
    bringUp({ environments: [], refresh: false, requirePreview: false, confirm: async () => true, base }, made.ports);
  return { made, base, up };
}

describe("a change that would lift an environment out of its stage", () => {
  it("leaves it in the stage of its label before", async () => {
    const { made, up } = await world();
    made.git.make({ ...changedDev, ...live("metadata: { labels: { tier: none } }\n") });
    expect(runEnds(await up())).toMatchObject({ prod: "soaking" });
  });

  it("is refused where it makes the file before it wrong, with its own file beside, before its merge and after", async () => {
    const { made, base, up } = await world();
    const head = made.git.make({
      ...environmentFiles("dev", "spec: { values: { a: b }, dependsOn: [prod] }\n"),
      ...live(`${labelled}spec: { values: { a: b } }\n`),
      ...promotionFile('    - { name: all, environments: ["*"] }\n'),
    });
    const refusal = { code: "change-breaks-promotion", message: expect.stringContaining("dev depends on prod") };
    const previewed = previewChange({ environments: [], refresh: false, base, head }, made.ports);
    await expect(previewed).rejects.toMatchObject(refusal);
    await expect(up()).rejects.toMatchObject(refusal);
  });

  it("puts an environment that it brings into the stage of its own label", async () => {
    const { made, up } = await world();
    const text = live(labelled)["environments/prod/environment.yaml"];
    made.git.make({ ...changedDev, ...environmentFiles("eu"), "environments/eu/environment.yaml": text });
    expect(runEnds(await up())).toMatchObject({ eu: "soaking" });
  });
});
