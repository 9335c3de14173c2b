import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { parse } from "yaml";
import { describeWithPulumi, type RealPulumi } from "./pulumi-cli.ts";
import { TwoEngines } from "./two-engines.ts";

const unattended = ["--stack", "dev", "--yes", "--skip-preview"];
const noChanges = ["preview", "--stack", "dev", "--expect-no-changes"];
const output = ["stack", "output", "--stack", "dev", "--json", "--show-secrets"];
const executable = fileURLToPath(new URL("../fakes/plugin/pulumi-resource-paper.mjs", import.meta.url));

let engines: TwoEngines | undefined;
afterEach(async () => await engines?.project.remove());

const open = async (program: string, pulumi: RealPulumi) => (engines = await TwoEngines.of(program, pulumi));

/** The same plugin for both, on PATH. */
async function withPaper(pulumi: RealPulumi): Promise<TwoEngines> {
  const { environment } = pulumi;
  const home = environment["PULUMI_HOME"] ?? "";
  const bin = path.join(home, "test-bin");
  await mkdir(bin, { recursive: true });
  const file = path.join(bin, "pulumi-resource-paper");
  await writeFile(file, `#!${process.execPath}\nimport(${JSON.stringify(executable)});\n`);
  await chmod(file, 0o755);
  const more = {
    PATH: `${bin}${path.delimiter}${environment["PATH"] ?? ""}`,
    PAPER_FOLDER: path.join(home, "sheets"),
  };
  return await open("paper", { ...pulumi, environment: { ...environment, ...more } });
}

/** What a checkpoint says of resources, without times and places. */
async function essenceOf({ project }: TwoEngines, stack: string): Promise<unknown> {
  const file = path.join(project.folder, "state", ".pulumi", "stacks", stack, "dev.json");
  const { resources = [], pending_operations: pending } = JSON.parse(await readFile(file, "utf8")).checkpoint.latest;
  return {
    pending,
    resources: resources.map(({ urn, inputs, outputs, dependencies }: Record<string, unknown>) => ({
      urn,
      inputs,
      outputs,
      dependencies,
    })),
  };
}

describeWithPulumi("a project that was written for neither engine", (pulumi) => {
  it.each([
    ["JavaScript that a compiler has written", "compiled"],
    ["TypeScript without a tsconfig", "export-equals"],
    ["TypeScript with a dynamic provider", "shouting"],
  ])("gives the same outputs on both, and leaves the other nothing to do: %s", async (_, program) => {
    const { cli, embedded } = await open(program, pulumi());
    await cli.mustRun("stack", "init", "dev");
    await cli.mustRun("up", ...unattended);
    // Language hosts as old as the one that can be built here do not pass options on to Node.
    const { heap: _heap, ...ofCli } = JSON.parse((await cli.run(...output)).out);
    await embedded.mustRun("up", ...unattended, "--expect-no-changes");
    const { heap: __, ...ofEmbedded } = JSON.parse((await embedded.run(...output)).out);
    expect(ofEmbedded).toEqual(ofCli);
    expect((await cli.run(...noChanges)).code).toBe(0);
  });

  it("draws and signs with the local cloud's own providers under the CLI, and leaves neither engine anything to do", async () => {
    const { cli, embedded, project } = await open("web-shop", pulumi());
    const onTheCli = ["--engine", "automation"];
    try {
      await cli.mustRun("stack", "init", "dev");
      await embedded.mustRun("up", ...unattended, ...onTheCli);
      expect(JSON.parse((await cli.run(...output)).out)).toMatchObject({
        subject: ["CN=shop.example.test by CN=web shop,O=Example"],
      });
      expect(await readFile(path.join(project.folder, "state/.pulumi/stacks/web-shop/dev.json"), "utf8")).not.toContain(
        "PRIVATE KEY",
      );
      expect((await embedded.run(...noChanges)).code).toBe(0);
      await embedded.mustRun("up", ...unattended, "--refresh", "--expect-no-changes", ...onTheCli);
      await embedded.mustRun("destroy", ...unattended);
    } finally {
      await project.stopLocalCloud();
    }
  });

  it("is configured by a file that is named in place of the stack's own, which keeps what is given, alike", async () => {
    const { cli, embedded, project } = await open("layout", pulumi());
    const settings = await project.file("Pulumi.yaml");
    // The CLI takes no default in clear for what is secret.
    await writeFile(path.join(project.folder, "Pulumi.yaml"), settings.replace("    secret: true\n", ""));
    await cli.mustRun("stack", "init", "dev");
    const own = await project.file("config/Pulumi.dev.yaml");
    await mkdir(path.join(project.folder, "elsewhere"));
    const named = async (engine: typeof cli, name: string, ...flags: readonly string[]) => {
      const file = path.join("elsewhere", name);
      await writeFile(path.join(project.folder, file), "config:\n  layout:greeting: salut\n");
      await engine.mustRun("up", ...unattended, "--config-file", file, "-c", "count=5", ...flags);
      const { config } = parse(await project.file(file)) as { config: unknown };
      return { config, outputs: JSON.parse((await cli.run(...output)).out) as unknown };
    };
    const ofCli = await named(cli, "cli.yaml");
    expect(ofCli.outputs).toMatchObject({ greeting: "salut", count: 5 });
    expect(await named(embedded, "embedded.yaml")).toEqual(ofCli);
    expect(await named(embedded, "automation.yaml", "--engine", "automation")).toEqual(ofCli);
    expect(await project.file("config/Pulumi.dev.yaml")).toBe(own);
    for (const engine of [embedded, cli]) {
      await engine.mustRun("up", ...unattended, "-C", ".", "--config-file", "elsewhere/nothing.yaml");
      const outputs = JSON.parse((await cli.run(...output)).out) as unknown;
      expect([engine.title, outputs]).toMatchObject([engine.title, { greeting: "hello", count: 2 }]);
    }
  });

  it("has its provider plugin found, configured and warned of alike", async () => {
    const both = await withPaper(pulumi());
    const { cli, embedded } = both;
    await cli.mustRun("stack", "init", "dev");
    const told = /using pulumi-resource-paper from \$PATH at \S+/u;
    const first = await cli.run("up", ...unattended);
    expect(first.code).toBe(0);
    const [warning] = told.exec(first.out + first.err) ?? [];
    const before = await essenceOf(both, "paper");
    const second = await embedded.run("up", ...unattended);
    expect(second.err).toContain(warning);
    expect(await essenceOf(both, "paper")).toEqual(before);
    expect((await cli.run(...noChanges)).code).toBe(0);
    await embedded.mustRun("destroy", ...unattended);
  });

  it.each(["check", "create"])("is left in the same state when its plugin breaks down during %s", async (call) => {
    const both = await withPaper(pulumi());
    const { cli, embedded, project } = both;
    await writeFile(path.join(project.folder, "Pulumi.dev.yaml"), `config:\n  paper:crash: ${call}\n`);
    await cli.mustRun("stack", "init", "dev");
    expect((await cli.run("up", ...unattended)).code).not.toBe(0);
    const afterCli = await essenceOf(both, "paper");
    await embedded.mustRun("destroy", ...unattended);
    const { code, err } = await embedded.run("up", ...unattended);
    expect(code).toBe(1);
    expect(err).toContain(`paper is on fire during ${call}`);
    expect(await essenceOf(both, "paper")).toEqual(afterCli);
  });
});
