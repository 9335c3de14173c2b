import { describe, expect, it } from "vitest";
import { groundwork } from "../../fakes/driver/driver-command.ts";
import { DriverWorld, profileWithCluster } from "../../fakes/driver/driver-world.ts";

const apps = "environments/dev/apps";

interface Preview {
  readonly environments: readonly {
    readonly kind: string;
    readonly layers: readonly {
      readonly layer: string;
      readonly problem?: { readonly code: string; readonly details: readonly string[] };
    }[];
  }[];
}

async function previewOf(change: Readonly<Record<string, string>>) {
  const world = new DriverWorld();
  world.git.make({ "environments/_profiles/small.yaml": profileWithCluster });
  const base = await world.git.resolve("HEAD");
  world.git.make(change);
  const { code, out } = await groundwork(world, "preview", "--base", base, "--json");
  return { world, code, preview: JSON.parse(out) as Preview };
}

describe("a preview of manifests that would be refused in the cluster", () => {
  it.each([
    ["no YAML", { [`${apps}/x.yaml`]: "a: {\nb: [\n" }, `${apps}/x.yaml:`],
    [
      "a kind that nothing defines",
      { [`${apps}/x.yaml`]: "apiVersion: a.b/v1\nkind: C\nmetadata: { name: x }\n" },
      `${apps}/x.yaml:1:1: no matches for kind`,
    ],
    [
      "a removed version",
      { [`${apps}/x.yaml`]: "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: { name: x }\n" },
      "write apiVersion: batch/v1",
    ],
    [
      "generateName",
      { [`${apps}/x.yaml`]: "apiVersion: v1\nkind: Pod\nmetadata: { generateName: x- }\n" },
      `${apps}/x.yaml:1:1: Pod has generateName`,
    ],
    [
      "an object of another file",
      { [`${apps}/x.yaml`]: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: dev }\n" },
      `ConfigMap dev is already in ${apps}/web.yaml:1`,
    ],
    [
      "a kustomization of what is not there",
      { [`${apps}/k/kustomization.yaml`]: "resources:\n- gone.yaml\n" },
      `${apps}/k/kustomization.yaml:2:3: resources names "gone.yaml"`,
    ],
  ])("names file, line and column, and exits with 2: %s", async (_, change, said) => {
    const { code, preview } = await previewOf(change);
    expect(code).toBe(2);
    expect(preview.environments).toMatchObject([{ kind: "failed", layers: [{ layer: "cluster" }] }]);
    const [cluster] = preview.environments[0]?.layers ?? [];
    expect(cluster?.problem?.code).toBe("invalid-manifests");
    expect(cluster?.problem?.details).toEqual([expect.stringContaining(said)]);
  });

  it("fails as well where infrastructure changes with them", async () => {
    const { code, preview } = await previewOf({
      "environments/dev/environment.yaml":
        "apiVersion: groundwork.dev/v1\nkind: Environment\nextends: ../_profiles/small.yaml\nspec: { values: { a: b } }\n",
      [`${apps}/x.yaml`]: "kind: Pod\n",
    });
    expect(code).toBe(2);
    const cluster = preview.environments[0]?.layers.find(({ layer }) => layer === "cluster");
    expect(cluster?.problem?.details).toEqual([`${apps}/x.yaml:1:1: apiVersion is missing`]);
  });

  it("takes nothing from an up, whose agent isolates what is wrong", async () => {
    const world = new DriverWorld();
    world.git.make({ "environments/_profiles/small.yaml": profileWithCluster, [`${apps}/x.yaml`]: "kind: Pod\n" });
    expect((await groundwork(world, "up", "--yes", "--no-wait")).code).toBe(0);
  });
});
