import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { parse, parseDocument, Scalar } from "yaml";
import type { Program, StackConfig, StackName } from "../engine.ts";
import { NoProject } from "../errors.ts";
import { readSettingsFile } from "../settings-file.ts";

/** A temporary folder with a copy of a stack's configuration, in which the CLI may write. */
export interface RunWorkspace {
  /** Holds a `Pulumi.yaml` with the project's name and nothing that runs. */
  readonly folder: string;
  /** For `--config-file`. */
  readonly configFile: string;
  /** For `--event-log`. */
  readonly eventLog: string;
  /** Whether the configuration says with what the stack's secrets are encrypted. */
  readonly namesSecretsProvider: boolean;
  /** Adds top-level settings to the configuration. */
  addSettings(settings: Readonly<Record<string, string>>): Promise<void>;
  dispose(): Promise<void>;
}

/**
 * Makes a workspace for one run of a stack.
 *
 * The CLI writes salts and keys that it chooses into the configuration file that it is given. A run must not change the
 * checkout, so it is given a copy; the state keeps what was chosen.
 */
export async function openWorkspace(
  stack: StackName,
  program?: Program,
  config: StackConfig = {},
): Promise<RunWorkspace> {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-pulumi-"));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const written = program && (await stackFileText(program, stack.stack));
    const configFile = path.join(folder, `Pulumi.${stack.stack}.yaml`);
    await writeFile(path.join(folder, "Pulumi.yaml"), `name: ${JSON.stringify(stack.project)}\nruntime: nodejs\n`);
    // Every scalar is a text here, and so is written as it is spelled: what it means is the CLI's to say.
    const document = parseDocument(written ?? "", { schema: "failsafe", logLevel: "silent" });
    // Secret values are left to the CLI, which can encrypt.
    for (const [key, { value, secret }] of Object.entries(config))
      if (secret !== true) document.setIn(["config", key], quoted(value));
    const save = async () => {
      await writeFile(configFile, document.contents === null ? "" : document.toString(), { mode: 0o600 });
    };
    await save();
    return {
      folder,
      configFile,
      eventLog: path.join(folder, "events.jsonl"),
      namesSecretsProvider: document.has("secretsprovider") || document.has("encryptionsalt"),
      async addSettings(settings) {
        for (const [key, value] of Object.entries(settings)) document.set(key, quoted(value));
        await save();
      },
      dispose,
    };
  } catch (error) {
    await dispose().catch(() => undefined);
    throw error;
  }
}

function quoted(text: string): Scalar {
  const scalar = new Scalar(text);
  scalar.type = Scalar.QUOTE_DOUBLE;
  return scalar;
}

async function stackFileText({ folder, configFile }: Program, stack: string): Promise<string | undefined> {
  const [project] = await presentOf(
    ["Pulumi.yaml", "Pulumi.yml", "Pulumi.json"].map((name) => path.join(folder, name)),
  );
  if (project === undefined) throw new NoProject({ folder });
  if (configFile !== undefined) return (await presentOf([configFile]))[0];
  const configFolder = path.resolve(folder, stackConfigFolder(parse(project)));
  const [found] = await presentOf(
    ["yaml", "yml", "json"].map((end) => path.join(configFolder, `Pulumi.${stack}.${end}`)),
  );
  return found;
}

/** An older spelling of `stackConfigDir` is `config` with a text. */
function stackConfigFolder(project: unknown): string {
  const { stackConfigDir, config } = (project ?? {}) as {
    readonly stackConfigDir?: unknown;
    readonly config?: unknown;
  };
  return [stackConfigDir, config].find((folder) => typeof folder === "string") ?? ".";
}

/** Texts of those files that are there. */
async function presentOf(files: readonly string[]): Promise<readonly string[]> {
  const texts = await Promise.all(files.map(readSettingsFile));
  return texts.filter((text) => text !== undefined);
}
