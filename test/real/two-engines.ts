import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { parseDocument } from "yaml";
import { entryPoint } from "../../src/lib/index.ts";
import { passphrase, StackProject } from "../scenario/stack-harness/stack-project.ts";
import type { RealPulumi } from "./pulumi-cli.ts";
import { type Finished, pulumiIn, type Running, startCommand } from "./run-command.ts";

/** An engine that is started by its command. Arguments are the Pulumi CLI's: `up`, `stack export` … */
export interface Engine {
  readonly title: string;
  readonly start: (...args: readonly string[]) => Running;
  readonly run: (...args: readonly string[]) => Promise<Finished>;
  /** Runs a command that has to succeed. Rejects with its output when it fails. */
  readonly mustRun: (...args: readonly string[]) => Promise<void>;
}

/** A project of files that a dynamic provider keeps, and both engines on the same state of its stack `dev`. */
export class TwoEngines {
  readonly embedded: Engine;
  readonly cli: Engine;
  /** The Pulumi CLI with more variables. */
  readonly cliWith: (variables: Readonly<Record<string, string>>) => Engine;

  private constructor(
    readonly project: StackProject,
    pulumi: RealPulumi,
  ) {
    const variables = {
      PULUMI_BACKEND_URL: `file://${path.join(project.folder, "state")}`,
      PULUMI_CONFIG_PASSPHRASE: passphrase,
    };
    const { command, args: entry } = entryPoint("main");
    const env = { ...pulumi.environment, ...variables };
    this.cliWith = (more) => engine("the Pulumi CLI", pulumiIn(pulumi, project.folder, { ...variables, ...more }));
    this.cli = this.cliWith({});
    this.embedded = engine("the embedded engine", (...args) => {
      const verbs = args[0] === "stack" ? args : ["stack", ...args];
      return startCommand(command, [...entry, ...verbs], { cwd: project.folder, env });
    });
  }

  static async of(program: string, pulumi: RealPulumi): Promise<TwoEngines> {
    const project = await StackProject.of(program);
    await mkdir(path.join(project.folder, "state"));
    return new TwoEngines(project, pulumi);
  }

  get stateFile(): string {
    return path.join(this.project.folder, "state", ".pulumi", "stacks", "dynamic-files", "dev.json");
  }

  /** Sets what the program reads from its configuration. */
  async configure(values: Readonly<Record<string, string>>): Promise<void> {
    const file = path.join(this.project.folder, "Pulumi.dev.yaml");
    const settings = parseDocument(await readFile(file, "utf8").catch(() => "{}"));
    for (const [key, value] of Object.entries(values)) settings.setIn(["config", `dynamic-files:${key}`], value);
    await writeFile(file, settings.toString());
  }
}

function engine(title: string, start: (...args: readonly string[]) => Running): Engine {
  const run = async (...args: readonly string[]) => await start(...args).finished;
  return {
    title,
    start,
    run,
    async mustRun(...args) {
      const { code, out, err } = await run(...args);
      if (code !== 0) throw new Error(`${title}: ${args.join(" ")} ended with ${code}:\n${out}${err}`);
    },
  };
}
