import type { StackName } from "../engine.ts";
import { type CliEnd, type CliRun, type PulumiCli, runCli } from "./cli.ts";
import { namedError } from "./cli-errors.ts";

/** What `--event-log` belongs to, and plain text. */
const settings = { PULUMI_DEBUG_COMMANDS: "true", NO_COLOR: "1" };

type Run = Omit<CliRun, "environment"> & { readonly cwd: string };

/** The CLI that an engine works with, asked for once. */
export class Pulumi {
  readonly #environment: Readonly<Record<string, string | undefined>>;
  #found: Promise<PulumiCli> | undefined;

  constructor(
    private readonly find: () => Promise<PulumiCli>,
    environment: Readonly<Record<string, string | undefined>>,
  ) {
    this.#environment = { ...environment, ...settings };
  }

  /** Runs the CLI to its end, successful or not. */
  async run(args: readonly string[], run: Run): Promise<CliEnd> {
    this.#found ??= this.find();
    const { file } = await this.#found;
    return await runCli(file, [...args, "--non-interactive"], { environment: this.#environment, ...run });
  }

  /** Its standard output. @throws the named error of what it says when it fails. */
  async ask(command: string, { stack }: Pick<StackName, "stack">, args: readonly string[], run: Run): Promise<string> {
    const end = await this.run([...command.split(" "), ...args], run);
    if (end.exitCode !== 0) throw namedError(end, { command, stack, folder: run.cwd });
    return end.stdout;
  }
}
