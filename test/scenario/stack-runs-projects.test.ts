import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Finished, StackProject } from "./stack-harness/stack-project.ts";

const opened: StackProject[] = [];
afterEach(async () => {
  for (const project of opened.splice(0)) {
    await project.stopLocalCloud();
    await project.remove();
  }
});

async function open(program: string): Promise<StackProject> {
  const project = await StackProject.of(program);
  opened.push(project);
  return project;
}

/** Brings a project up and gives its outputs, after it was seen that a second look finds nothing to do. */
async function outputsOf(project: StackProject, ...more: readonly string[]): Promise<Record<string, unknown>> {
  const { code, out, err } = await project.run(["up", "--stack", "dev", "--yes", "--skip-preview", "--json", ...more]);
  expect(`${err}${code === 0 ? "" : out}`).toBe("");
  return JSON.parse(out).outputs;
}

const expectNoChanges = async (project: StackProject): Promise<Finished> =>
  await project.run(["preview", "--stack", "dev", "--expect-no-changes"]);

describe("groundwork stack, on projects that were not written for it", () => {
  it("runs the shape of Pulumi's TypeScript templates, with components in files that its tsconfig does not name", async () => {
    const project = await open("web-tutorial");
    expect(await outputsOf(project, "-c", "password=pa55word", "--json")).toEqual({
      urlIsSet: true,
      cidrs: ["10.1.0.0/20", "10.1.16.0/20"],
      combined: "net+a",
      nested: { deep: { list: ["net", 2] } },
      json: JSON.stringify({ net: "net", page: "hello: world\n" }),
      settings: { replicas: 3, debug: true, ratio: 0.5, size: "large", region: "europe-west1" },
      description: "organization/web-tutorial/dev",
      password: "[secret]",
      project: "acme-dev",
    });
    const { code, err } = await expectNoChanges(project);
    expect(err).toMatch(/owners are ann, bob[^]*mind the gap[^]*this is a preview/u);
    expect(code).toBe(0);
  });

  it("runs JavaScript that a compiler has written, with options for Node, and lets it end by itself", async () => {
    const project = await open("compiled");
    const { out, err } = await project.run(["up", "--stack", "dev", "--yes", "--skip-preview"]);
    expect(out).toMatch(/folder: "bin"[^]*heap: true/u);
    expect(err).toContain("ended by itself");
  });

  it("runs an ES module in a folder of its own whose default export answers later", async () => {
    expect(await outputsOf(await open("async-module"))).toEqual({
      text: "a file beside the program",
      help: "imported by its compiled name",
      stack: "dev",
      secret: "[secret]",
      plain: "hush",
    });
  });

  it("runs CommonJS in TypeScript without a tsconfig, with the meaning that it has for Pulumi", async () => {
    expect(await outputsOf(await open("export-equals"))).toEqual({ there: true, kept: "by the base class" });
  });

  it("finds program, state and configuration where Pulumi.yaml says, under the project's defaults", async () => {
    const project = await open("layout");
    expect(await outputsOf(project)).toEqual({
      greeting: "bonjour",
      count: 2,
      tags: ["a", "b"],
      token: "[secret]",
      region: "europe-west3",
      folder: "src",
    });
    expect(await project.file("state/.pulumi/stacks/layout/dev.json")).toContain("bonjour");
  });

  it("runs a workspace of a monorepo with components from another one, dependencies hoisted", async () => {
    const project = await open("monorepo");
    const links = path.join(project.folder, "packages", "infra", "node_modules", "@acme");
    await mkdir(links, { recursive: true });
    await symlink(path.join("..", "..", "..", "components"), path.join(links, "components"));
    const cwd = ["--cwd", "packages/infra"];
    expect(await outputsOf(project, ...cwd)).toEqual({ topic: "jobs" });
    const { out } = await project.run(["export", ...cwd]);
    expect(out).toContain("acme:components:Queue$gcp:pubsub/topic:Topic::jobs-topic");
  });

  it("applies Kubernetes manifests from files and texts, changed on their way", async () => {
    const project = await open("manifests");
    expect(await outputsOf(project)).toEqual({ color: "blue", added: "yes" });
    expect((await expectNoChanges(project)).code).toBe(0);
  });

  it("keeps a dynamic provider with what it uses of the program, its packages and its configuration", async () => {
    const project = await open("shouting");
    expect(await outputsOf(project)).toEqual({ shouted: "say HI!", next: "1.3.0", token: "[secret]" });
    expect(await project.file(".groundwork/state/.pulumi/stacks/shouting/dev.json")).not.toContain("t0ken-value");
    expect((await project.run(["refresh", "--stack", "dev", "--yes", "--skip-preview"])).out).toContain("2 unchanged");
    const refused = await project.run(["preview", "--stack", "dev", "-c", "text="]);
    expect(refused.err).toContain("text: must not be empty");
    const replaced = await project.run(["up", "--yes", "--skip-preview", "-c", "text=ho", "-c", "version=2.0.0"]);
    expect(replaced.err).toContain("said-1.2.3 is silent now");
    expect(replaced.out).toMatch(/next: "2\.1\.0"[^]*shouted: "say HO!"/u);
    expect((await project.run(["destroy", "--yes", "--skip-preview"])).err).toContain("said-2.0.0 is silent now");
  });

  it("makes names, passwords, keys and certificates, with nothing to do the second time and no secret in clear", async () => {
    const project = await open("web-shop");
    expect(await outputsOf(project)).toEqual({
      url: expect.stringMatching(/^gs:\/\/web-shop-[0-9a-f]{8}$/u),
      login: { user: expect.stringMatching(/^app/u), password: "[secret]" },
      fingerprint: "[secret]",
      subject: ["CN=shop.example.test by CN=web shop,O=Example"],
    });
    const state = await project.file(".groundwork/state/.pulumi/stacks/web-shop/dev.json");
    expect(state).toContain("BEGIN CERTIFICATE");
    expect(state).not.toContain("PRIVATE KEY");
    expect((await expectNoChanges(project)).code).toBe(0);
    const refresh = ["refresh", "--stack", "dev", "--yes", "--skip-preview", "--expect-no-changes"];
    expect((await project.run(refresh)).code).toBe(0);
    expect((await project.run(["destroy", "--stack", "dev", "--yes", "--skip-preview"])).code).toBe(0);
  });

  it("lets one stack read the outputs of others in every way that the SDK has", async () => {
    const read = await open("overview");
    const backend = { PULUMI_BACKEND_URL: `file://${read.files}` };
    for (const program of ["async-module", "layout"])
      expect((await (await open(program)).run(["up", "--stack", "dev", "--yes", "--skip-preview"], backend)).code).toBe(
        0,
      );
    const { out, err } = await read.run(["up", "--stack", "dev", "--yes", "--skip-preview", "--json"], backend);
    expect(err).toBe("");
    expect(JSON.parse(out).outputs).toEqual({
      kinds: ["secretValue", "value", "value"],
      greeting: "bonjour",
      value: "a file beside the program",
      refused: expect.stringMatching(/secret/u),
      secret: "[secret]",
    });
  });

  it("does not start a program whose tsconfig is not where Pulumi.yaml says", async () => {
    const project = await open("export-equals");
    await writeFile(
      path.join(project.folder, "Pulumi.yaml"),
      "name: export-equals\nruntime:\n  name: nodejs\n  options:\n    tsconfig: tsconfig.pulumi.json\n",
    );
    const { code, err } = await project.run(["preview", "--stack", "dev"]);
    expect(err).toContain("`tsconfig` is tsconfig.pulumi.json, which does not exist");
    expect(code).not.toBe(0);
  });
});
