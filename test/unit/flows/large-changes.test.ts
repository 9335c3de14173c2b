import { describe, expect, it } from "vitest";
import { withoutName } from "../../../src/report/comment/without-name.ts";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld } from "../../fakes/driver/driver-world.ts";

/** How many folders a preview lists that changes this many manifests of one environment. */
async function listsFor(files: number): Promise<number> {
  const world = new DriverWorld(["dev"]);
  const manifests = Array.from({ length: files }, (_, index) => [
    `environments/dev/apps/file-${index}.yaml`,
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: file-${index} }\n`,
  ]);
  world.git.make(Object.fromEntries(manifests));
  world.git.lists = 0;
  const { code, out } = await groundwork(world, "preview", "--base", "main~1");
  expect(code).toBe(0);
  expect(out).toContain(`${files} files changed`);
  return world.git.lists;
}

describe("a change of 3,000 files", () => {
  it("lists no folder more often than a change of 3", async () => {
    expect(await listsFor(3000)).toBe(await listsFor(3));
  });
});

describe("a line with the environment's name in thousands of places", () => {
  it("loses the name everywhere, but where it is the value of a key that holds none", () => {
    const part = (name: string) => `{"urn":"environments/${name}/apps/web.yaml"},{"role":"${name}"},`;
    const [line = ""] = withoutName([part("dev").repeat(20_000)], "dev");
    expect(line).toBe(`{"urn":"environments/\u0000/apps/web.yaml"},{"role":"dev"},`.repeat(20_000));
  });

  it("keeps a text without a key that is as long", () => {
    const text = `dev ${"a".repeat(200_000)}`;
    expect(withoutName([text], "dev")).toEqual([text.replace("dev", "\u0000")]);
  });
});
