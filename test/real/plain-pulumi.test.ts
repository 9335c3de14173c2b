import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { projectRoot } from "../../src/lib/index.ts";
import { PlatformRepository } from "../scenario/driver-harness/platform-repository.ts";
import { describeWithPulumi } from "./pulumi-cli.ts";
import { type Finished, pulumiIn } from "./run-command.ts";

describeWithPulumi("a checkout without the driver, on the local cloud", (real) => {
  let checkout: PlatformRepository;
  let pulumi: (...args: readonly string[]) => Promise<Finished>;
  let cloud: string;
  beforeAll(async () => {
    checkout = await PlatformRepository.withEnvironments();
    await checkout.git("remote", "add", "origin", "https://git.example.com/platform.git");
    cloud = path.join(checkout.folder, ".groundwork", "cloud");
    const { PATH = "" } = real().environment;
    const start = pulumiIn(real(), checkout.folder, {
      PATH: [path.join(projectRoot(), "bin", "plugins"), PATH].join(path.delimiter),
      PULUMI_CONFIG_PASSPHRASE: "test passphrase",
      GROUNDWORK_LOCAL_HOME: cloud,
    });
    pulumi = async (...args) => await start(...args).finished;
  });
  afterAll(async () => {
    await checkout.groundwork("local", "down", "--home", cloud);
    await checkout.remove();
  });

  it("logs in to a folder and makes the stack of an environment", async () => {
    const state = path.join(checkout.folder, ".groundwork", "state");
    await mkdir(state, { recursive: true });
    expect(await pulumi("login", `file://${state}`)).toMatchObject({ code: 0 });
    expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
  });

  it("previews the environment, network, machines and cluster", async () => {
    const finished = await pulumi("preview", "-s", "dev", "--json");
    expect(finished).toMatchObject({ code: 0 });
    const { steps, changeSummary } = JSON.parse(finished.out) as Preview;
    expect(Object.keys(changeSummary)).toEqual(["create"]);
    const types = steps.map(({ newState }) => newState.type);
    expect(types).toEqual(
      expect.arrayContaining([
        "gcp:compute/network:Network",
        "gcp:compute/instance:Instance",
        "gcp:container/cluster:Cluster",
        "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization",
      ]),
    );
  });

  it("brings up what the files say now, not what they said at the preview", async () => {
    const program = path.join(checkout.folder, "stacks", "index.ts");
    const withOutput = (await readFile(program, "utf8")).replace("...stack.outputs", "...stack.outputs, edited");
    await writeFile(program, `import { edited } from "./edited.ts";\n${withOutput}`);
    await writeFile(path.join(checkout.folder, "stacks", "edited.ts"), 'export const edited: string = "just now";\n');
    expect(await pulumi("up", "-s", "dev", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect((await pulumi("stack", "output", "-s", "dev", "edited")).out.trim()).toBe("just now");
  });

  it("exports the stack, with every resource under the stack's name", async () => {
    const { code, out } = await pulumi("stack", "export", "-s", "dev");
    expect(code).toBe(0);
    const { deployment } = JSON.parse(out) as { deployment: { resources: { urn: string }[] } };
    expect(deployment.resources.length).toBeGreaterThan(40);
    expect(deployment.resources.filter(({ urn }) => !urn.startsWith("urn:pulumi:dev::groundwork::"))).toEqual([]);
  });

  it("destroys it again, and nothing is left in the local cloud", async () => {
    expect(await pulumi("destroy", "-s", "dev", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    const { out: status } = await checkout.groundwork("local", "status", "--home", cloud, "--json");
    expect(JSON.parse(status)).toMatchObject({ resources: 0 });
  });
});

interface Preview {
  readonly steps: readonly { readonly op: string; readonly newState: { readonly type: string } }[];
  readonly changeSummary: Readonly<Record<string, number>>;
}
