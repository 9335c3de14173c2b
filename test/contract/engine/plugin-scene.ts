import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { embeddedEngine } from "../../../src/engine/embedded/index.ts";
import { pluginSource } from "../../../src/engine/embedded/providers/plugins/index.ts";
import type { PluginSourceOptions } from "../../../src/engine/embedded/providers/plugins/plugin-source.ts";
import { FileStateStore, fileConfigSource, PassphraseKeys } from "../../../src/engine/embedded/stack/index.ts";
import { Scene } from "./scene.ts";
import { warmPrograms } from "./warm-programs.ts";

const executable = fileURLToPath(new URL("../../fakes/plugin/pulumi-resource-paper.mjs", import.meta.url));
const keys = new PassphraseKeys(async () => await Promise.resolve("correct horse"));
const salt = keys.create("tests").then(({ salt }) => salt);

/** How the plugin of a scene is installed and told to behave. */
export interface PluginSetting {
  /** Versions in the plugins folder of Pulumi's home. */
  readonly installed?: readonly string[];
  /** Version of the executable on PATH. */
  readonly onPath?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly source?: Partial<PluginSourceOptions>;
}

/** A stack whose provider is a process of its own. */
export class PluginScene {
  private constructor(
    readonly scene: Scene,
    readonly paper: string,
    readonly home: string,
    readonly bin: string,
  ) {}

  static async open(setting: PluginSetting): Promise<PluginScene> {
    const scene = await Scene.open(({ stateFolder }) => {
      const folder = path.dirname(stateFolder);
      const [paper, home, bin] = ["paper", "home", "bin"].map((name) => path.join(folder, name)) as [
        string,
        string,
        string,
      ];
      return embeddedEngine({
        store: new FileStateStore({ root: stateFolder, keys, writtenBy: "v3.256.0", saltOf: async () => await salt }),
        config: fileConfigSource(keys),
        providers: pluginSource({
          searchPath: [bin],
          pulumiHome: home,
          environment: { ...process.env, PAPER_FOLDER: paper, ...setting.environment },
          ...setting.source,
        }),
        programs: warmPrograms,
      });
    });
    const within = (name: string) => path.join(scene.folder, name);
    const opened = new PluginScene(scene, within("paper"), within("home"), within("bin"));
    await mkdir(opened.paper);
    for (const version of setting.installed ?? [])
      await opened.install(path.join(opened.home, "plugins", `resource-paper-v${version}`), version);
    if (setting.onPath !== undefined) await opened.install(opened.bin, setting.onPath);
    return opened;
  }

  /** Puts an executable of a version into a folder. */
  async install(folder: string, version: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    const file = path.join(folder, "pulumi-resource-paper");
    const text = `#!${process.execPath}\nprocess.env.PAPER_VERSION ??= ${JSON.stringify(version)};\nimport(${JSON.stringify(executable)});\n`;
    await writeFile(file, text);
    await chmod(file, 0o755);
  }

  /** Starts the plugin as a developer starts it in a debugger. */
  async runAlone(): Promise<{ readonly port: number; readonly pid: number; stop(): Promise<void> }> {
    const child = spawn(process.execPath, [executable], {
      env: { ...process.env, PAPER_FOLDER: this.paper },
      stdio: ["pipe", "pipe", "ignore"],
    });
    const [line] = (await once(child.stdout, "data")) as [Buffer];
    return {
      port: Number(String(line).trim()),
      pid: child.pid ?? 0,
      async stop() {
        child.kill("SIGKILL");
        if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      },
    };
  }

  /** What the plugin's processes wrote down of their calls, process ids left out. */
  async calls(): Promise<readonly string[]> {
    return (await this.lines()).map((line) => line.slice(line.indexOf(" ") + 1));
  }

  /** Process ids of every instance that was started. */
  async processes(): Promise<readonly number[]> {
    return (await this.lines()).filter((line) => / start /u.test(line)).map((line) => Number.parseInt(line, 10));
  }

  async lines(): Promise<readonly string[]> {
    const text = await readFile(path.join(this.paper, "calls.log"), "utf8").catch(() => "");
    return text.split("\n").filter((line) => line !== "");
  }
}

/** The text of a program with sheets; `options` as JavaScript. */
export function sheet(name: string, inputs: object, options = "{}"): string {
  return `new pulumi.CustomResource("paper:index:Sheet", ${JSON.stringify(name)}, { out: undefined, ...${JSON.stringify(inputs)} }, ${options});\n`;
}
