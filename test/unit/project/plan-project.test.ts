import { describe, expect, it } from "vitest";
import { checkFleet } from "../../../src/desired/index.ts";
import { memoryTree } from "../../../src/lib/index.ts";
import { CloudProjectMissing, ManifestUnreadable, type NewProject, planProject } from "../../../src/project/index.ts";
import { fluxRelease } from "../../fixtures/flux-release.ts";

const project: NewProject = {
  name: "shop",
  cloud: "local",
  region: "europe-west1",
  agent: "groundwork",
  schemas: { "environments/environment.schema.json": "{}" },
  package: { name: "@groundwork-iac/groundwork", range: "^1.2.3" },
  sdkRange: "~3.256.0",
};

async function statesIn(files: Readonly<Record<string, string>>, wanted = project) {
  const planned = await planProject(memoryTree(files), wanted);
  return Object.fromEntries(planned.map(({ path, state }) => [path, state]));
}

/** The repository after the plan was carried out. */
async function written(files: Readonly<Record<string, string>> = {}, wanted = project) {
  const planned = await planProject(memoryTree(files), wanted);
  const contents = planned.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content] as const]));
  return { ...files, ...Object.fromEntries(contents) };
}

describe("an empty repository", () => {
  it("gets the program, its settings and one environment with its profile, apps and addresses", async () => {
    const states = await statesIn({});
    expect(Object.keys(states)).toEqual([
      ".gitignore",
      "Pulumi.yaml",
      "README.md",
      "environments/README.md",
      "environments/_profiles/small.yaml",
      "environments/_profiles/small/apps/namespace.yaml",
      "environments/_profiles/small/apps/settings.yaml",
      "environments/addresses.lock.yaml",
      "environments/dev/apps/namespace.yaml",
      "environments/dev/apps/settings.yaml",
      "environments/dev/environment.yaml",
      "environments/environment.schema.json",
      "package.json",
      "stacks/index.ts",
      "tsconfig.json",
    ]);
    expect(new Set(Object.values(states))).toEqual(new Set(["new"]));
  });

  it.each([
    ["local", "groundwork"],
    ["local", "flux"],
    ["gcp", "groundwork"],
    ["gcp", "flux"],
  ] as const)("has a valid environment in the cloud %s with the agent %s", async (cloud, agent) => {
    const made = await written({}, { ...project, cloud, agent, cloudProject: "acme-development" });
    const files = { ...made, ...(agent === "flux" && { "flux/install.yaml": fluxRelease() }) };
    const { issues, states, fixes } = await checkFleet(memoryTree(files));
    expect(issues).toEqual([]);
    expect(fixes).toEqual([]);
    expect(states.get("dev")).toMatchObject({ cloud: { kind: cloud }, sync: { agent } });
  });

  it("says which file is missing where Flux is to be installed, which its release brings", async () => {
    const made = await written({}, { ...project, agent: "flux" });
    const { issues } = await checkFleet(memoryTree(made));
    expect(issues.map(({ code, path }) => [code, path])).toEqual([
      ["flux-manifests-invalid", "spec.sync.flux.manifests"],
    ]);
    expect(made["README.md"]).toContain("flux install --export > flux/install.yaml");
  });

  it("is told that Google Cloud needs a project", async () => {
    await expect(planProject(memoryTree({}), { ...project, cloud: "gcp" })).rejects.toThrow(CloudProjectMissing);
  });
});

describe("a project", () => {
  it("is left as it is when it is planned again", async () => {
    expect(new Set(Object.values(await statesIn(await written())))).toEqual(new Set(["same"]));
  });

  it("keeps a file that a person changed, and says so", async () => {
    const files = { ...(await written()), "stacks/index.ts": "export const own = 1;\n" };
    expect(await statesIn(files)).toMatchObject({ "stacks/index.ts": "kept", "Pulumi.yaml": "same" });
  });

  it("does not get an environment again that a person replaced", async () => {
    const files = Object.fromEntries(
      Object.entries(await written()).filter(([path]) => !path.startsWith("environments/dev/")),
    );
    const others = { ...files, "environments/acme/environment.yaml": "kind: Environment\n" };
    expect(Object.keys(await statesIn(others)).filter((path) => path.includes("/dev/"))).toEqual([]);
  });
});

describe("a repository with a package of its own", () => {
  it("has a README that is its own, of which nothing is wanted", async () => {
    const own = { "README.md": "# Ours\n", "package.json": '{ "name": "ours" }' };
    expect(await statesIn(own)).toMatchObject({ "README.md": "same", "package.json": "merged" });
  });

  it("keeps every word of its package.json, and gets what is missing", async () => {
    const own = `${JSON.stringify({ name: "web", scripts: { start: "x" }, dependencies: { "@pulumi/pulumi": "3.1.0" } }, undefined, 4)}\n`;
    const { "package.json": manifest = "" } = await written({ "package.json": own });
    expect(JSON.parse(manifest)).toEqual({
      name: "web",
      scripts: { start: "x" },
      dependencies: { "@pulumi/pulumi": "3.1.0", "@groundwork-iac/groundwork": "^1.2.3" },
      devDependencies: { typescript: "^5.9.0" },
    });
    expect(Object.keys(JSON.parse(manifest))).toEqual(["name", "scripts", "dependencies", "devDependencies"]);
    expect(manifest).toContain('\n    "name"');
  });

  it("gets the kind of export that the SDK takes from its kind of modules", async () => {
    const asModule = await written({ "package.json": '{ "type": "module" }' });
    expect(asModule["stacks/index.ts" as never]).toContain("export default async");
    expect((await written())["stacks/index.ts" as never]).toContain("export = async");
  });

  it("is refused with a package.json that is no JSON, before anything is planned", async () => {
    await expect(planProject(memoryTree({ "package.json": "{" }), project)).rejects.toThrow(ManifestUnreadable);
  });

  it("gets missing lines at the end of its .gitignore", async () => {
    expect(await written({ ".gitignore": "*.log\n/node_modules/" })).toMatchObject({
      ".gitignore": "*.log\n/node_modules/\n.groundwork/\n",
    });
  });
});
