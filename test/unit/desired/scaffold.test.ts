import { describe, expect, it } from "vitest";
import {
  checkFleet,
  EnvironmentExists,
  EnvironmentNameInvalid,
  ProfileNotFound,
  ScaffoldInvalid,
  scaffold,
} from "../../../src/desired/index.ts";
import { memoryTree, overlayTree } from "../../../src/lib/index.ts";
import { profile, written } from "../environment/written.ts";

const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata: { name: "${environment}" }\n';
const files = written({
  "_profiles/small.yaml": profile("spec: { clusters: [{ name: main, nodePools: [{ name: default }] }] }\n"),
  "_profiles/small/apps/web.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web }\n",
  "_profiles/small/apps/base/config.yaml": config,
  "_profiles/shared.yaml": profile(
    "extends: ./small.yaml\nspec: { sync: { path: environments/_profiles/small/apps } }\n",
  ),
  "_profiles/broken.yaml": profile("spec: { clusters: [{ nam: main }] }\n"),
  dev: "extends: ../_profiles/small.yaml\n",
});

describe("a new environment", () => {
  it("is five lines, the profile's apps and its addresses", async () => {
    const made = await scaffold(memoryTree(files), { name: "acme", profile: "small", owner: "customers" });
    expect(made.map(({ path }) => path)).toEqual([
      "environments/acme/environment.yaml",
      "environments/acme/apps/base/config.yaml",
      "environments/acme/apps/web.yaml",
      "environments/addresses.lock.yaml",
    ]);
    expect(made[0]?.content).toBe(`# yaml-language-server: $schema=../environment.schema.json
apiVersion: groundwork.dev/v1
kind: Environment
extends: ../_profiles/small.yaml
metadata: { owner: "customers" }
`);
    expect(made[1]?.content).toBe(config);
    expect(made[3]?.content).toContain("  acme:\n    clusters/main/controlPlane: 10.");
  });

  it("has no apps of its own on a profile whose environments all follow one folder", async () => {
    const made = await scaffold(memoryTree(files), { name: "acme", profile: "shared" });
    expect(made.map(({ path }) => path)).toEqual([
      "environments/acme/environment.yaml",
      "environments/addresses.lock.yaml",
    ]);
  });

  it("is valid with everything recorded, as it is written", async () => {
    const tree = memoryTree(
      Object.fromEntries(Object.entries(files).filter(([path]) => path.startsWith("environments/_profiles/small"))),
    );
    const made = await scaffold(tree, { name: "acme", profile: "small" });
    const check = await checkFleet(
      overlayTree(tree, Object.fromEntries(made.map((file) => [file.path, file.content]))),
    );
    expect(check.issues).toEqual([]);
    expect(check.fixes).toEqual([]);
    expect([...check.states.keys()]).toEqual(["acme"]);
  });

  it("moves nobody else's addresses", async () => {
    const first = await scaffold(memoryTree(files), { name: "acme", profile: "small" });
    const tree = overlayTree(memoryTree(files), Object.fromEntries(first.map((file) => [file.path, file.content])));
    const second = await scaffold(tree, { name: "globex", profile: "small" });
    const before = first.at(-1)?.content.split("\n") ?? [];
    const after = second.at(-1)?.content.split("\n") ?? [];
    expect(before.filter((line) => !after.includes(line))).toEqual([]);
  });

  it("is refused with a name that no stack can have", async () => {
    const refused = scaffold(memoryTree(files), { name: "Acme Inc", profile: "small" });
    await expect(refused).rejects.toBeInstanceOf(EnvironmentNameInvalid);
    await expect(refused).rejects.toThrow('"Acme Inc" is no valid name of a stack; an environment\'s name has 1 to 40');
  });

  it.each(["dev", "_profiles"])("is refused where %s is something already", async (name) => {
    const refused = scaffold(memoryTree(files), { name, profile: "small" });
    await expect(refused).rejects.toBeInstanceOf(name === "dev" ? EnvironmentExists : EnvironmentNameInvalid);
  });

  it("is refused on a profile that there is not, with those that there are", async () => {
    const refused = scaffold(memoryTree(files), { name: "acme", profile: "tiny" });
    await expect(refused).rejects.toBeInstanceOf(ProfileNotFound);
    await expect(refused).rejects.toThrow(
      'No profile is called "tiny". There are broken, shared, small in environments/_profiles',
    );
  });

  it("is refused on a profile that would make it invalid", async () => {
    const refused = scaffold(memoryTree(files), { name: "acme", profile: "broken" });
    await expect(refused).rejects.toBeInstanceOf(ScaffoldInvalid);
    await expect(refused).rejects.toThrow(
      "environments/_profiles/broken.yaml:3:22 spec.clusters[0].nam: unknown key (did you mean name?)",
    );
  });
});
