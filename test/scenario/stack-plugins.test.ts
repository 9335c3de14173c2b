import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isThere, StackProject, until } from "./stack-harness/stack-project.ts";

const executable = fileURLToPath(new URL("../fakes/plugin/pulumi-resource-paper.mjs", import.meta.url));

let project: StackProject;
let paper: string;
beforeEach(async () => {
  project = await StackProject.of("paper");
  paper = path.join(project.folder, "sheets");
  await mkdir(paper);
});
afterEach(async () => await project.remove());

async function install(folder: string): Promise<string> {
  const file = path.join(folder, "pulumi-resource-paper");
  await mkdir(folder, { recursive: true });
  await writeFile(file, `#!${process.execPath}\nimport(${JSON.stringify(executable)});\n`);
  await chmod(file, 0o755);
  return file;
}

const environment = (more: NodeJS.ProcessEnv = {}) => ({
  PAPER_FOLDER: paper,
  PULUMI_HOME: path.join(project.folder, "home"),
  ...more,
});
const calls = async () => await readFile(path.join(paper, "calls.log"), "utf8").catch(() => "");
const up = ["up", "--stack", "dev", "--yes", "--skip-preview"];

describe("groundwork stack, on a program with a provider plugin", () => {
  it("finds it on PATH and says so, unless what is there is to be ignored", async () => {
    const file = await install(path.join(project.folder, "bin"));
    const PATH = `${path.dirname(file)}${path.delimiter}${process.env["PATH"]}`;
    const ignored = await project.run(up, environment({ PATH, PULUMI_IGNORE_AMBIENT_PLUGINS: "true" }));
    expect(ignored.code).toBe(1);
    expect(ignored.err).toMatch(/no provider for the package paper[^]*pulumi plugin install resource paper/u);
    const { code, out, err } = await project.run(up, environment({ PATH }));
    expect(err).toContain(`using pulumi-resource-paper from $PATH at ${file}`);
    expect(out).toContain('out: "kept by 1.0.0"');
    expect(code).toBe(0);
  });

  it("takes the one that Pulumi.yaml names", async () => {
    await install(path.join(project.folder, "provider"));
    const text = await readFile(path.join(project.folder, "Pulumi.yaml"), "utf8");
    const plugins = "plugins:\n  providers:\n    - name: paper\n      path: ./provider\n";
    await writeFile(path.join(project.folder, "Pulumi.yaml"), text + plugins);
    const { code, out } = await project.run(up, environment());
    expect(out).toContain('out: "kept by 1.0.0"');
    expect(code).toBe(0);
  });

  it("lets no plugin live on when the engine is killed", async () => {
    await install(path.join(project.folder, "home", "plugins", "resource-paper-v1.0.0"));
    const { child } = project.start([...up, "-c", "hold=create"], environment());
    await until("the plugin to be asked", () => isThere(path.join(paper, "holds-create")));
    child.kill("SIGKILL");
    await expect.poll(calls, { timeout: 60_000 }).toMatch(/ ends$/mu);
  });
});
