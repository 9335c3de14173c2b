import type { OperationResult, Outcome, Plan } from "../../change/index.ts";
import type {
  Engine,
  EngineEvent,
  OperationOptions,
  StackName,
  StackOutputs,
  UntypedDeployment,
  Work,
} from "../engine.ts";
import { EventFold } from "../fold-events.ts";
import { argumentsFor, type Verb } from "./arguments.ts";
import { type CliEnd, type CliRun, type PulumiCli, runCli } from "./cli.ts";
import { errorText, namedError } from "./cli-errors.ts";
import { NoSuchStack } from "./errors.ts";
import { followEvents } from "./event-log.ts";
import { stackOutputsIn } from "./stack-outputs.ts";
import { openWorkspace, type RunWorkspace } from "./workspace.ts";

/** What the engine is made of. */
export interface AutomationEngineParts {
  /** Asked once, when the CLI is first needed. */
  readonly cli: () => Promise<PulumiCli>;
  /**
   * What the CLI, its language hosts and its providers get: backend (`PULUMI_BACKEND_URL`), passphrase and every other
   * setting of Pulumi's is passed on as it stands here.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets provider of stacks that do not exist yet: `passphrase`, `gcpkms://…`. The backend's own when absent. */
  readonly secretsProvider?: string;
  /** `<host>:<port>` of a language runtime that runs already and is to run the programs; the CLI starts one when absent. */
  readonly languageHost?: () => Promise<string>;
}

/** What `--event-log` belongs to, and where the secrets of a state come from when the configuration does not say it. */
const settings = { PULUMI_DEBUG_COMMANDS: "true", PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true", NO_COLOR: "1" };

/**
 * The Pulumi CLI as it is installed.
 *
 * Each verb is one run of the CLI, and a first `up` one more. The stacks of `@pulumi/pulumi/automation` take three to five
 * for the same (they select the stack before and read outputs and history after), do not tell the CLI's exit code, and
 * leave the CLI in our process group, where one Ctrl-C reaches it twice. Flags and event log are the same.
 */
export function automationEngine(parts: AutomationEngineParts): Engine {
  const environment = { ...parts.environment, ...settings };
  let found: Promise<PulumiCli> | undefined;
  const pulumi = async (args: readonly string[], run: Omit<CliRun, "environment">): Promise<CliEnd> => {
    const { file } = await (found ??= parts.cli());
    return await runCli(file, [...args, "--non-interactive"], { environment, ...run });
  };

  const need = async (stack: StackName, args: readonly string[], run: Omit<CliRun, "environment">): Promise<string> => {
    const end = await pulumi([...args, "--stack", stack.stack], run);
    if (end.exitCode !== 0) throw namedError(end, { command: commandOf(args), stack });
    return end.stdout;
  };

  const inWorkspace = async <Result>(
    work: Pick<Work, "stack" | "config"> & Partial<Pick<Work, "program">>,
    use: (workspace: RunWorkspace) => Promise<Result>,
  ): Promise<Result> => {
    const workspace = await openWorkspace(work.stack, work.program, work.config);
    try {
      return await use(workspace);
    } finally {
      await workspace.dispose();
    }
  };

  const createStack = async ({ stack }: StackName, { folder: cwd }: RunWorkspace): Promise<void> => {
    const provider = parts.secretsProvider === undefined ? [] : ["--secrets-provider", parts.secretsProvider];
    const end = await pulumi(["stack", "init", stack, "--no-select", ...provider], { cwd });
    if (end.exitCode !== 0) throw namedError(end, { command: "stack init", stack: { project: "", stack } });
  };

  const encryptValues = async ({ stack, config = {} }: Work, { folder: cwd, configFile }: RunWorkspace) => {
    for (const [key, { value, secret }] of Object.entries(config))
      if (secret === true)
        await need(stack, ["config", "set", key, "--secret", "--config-file", configFile], { cwd, input: value });
  };

  /** One run of the CLI. @throws what kept it from starting. */
  const carryOut = async (verb: Verb, work: Work, options: OperationOptions, workspace: RunWorkspace): Promise<Run> => {
    const startedAt = performance.now();
    const fold = new EventFold(() => performance.now());
    const told: Told = { started: false, error: false };
    const tell = (event: EngineEvent): void => {
      // What SDKs tell their authors is not for anybody else, and not free of secrets.
      if (isTalkOfSdks(event)) return;
      told.started = true;
      told.error ||= event.diagnosticEvent?.severity === "error";
      fold.add(event);
      listen(work, event);
    };
    await encryptValues(work, workspace);
    const args = [...argumentsFor(verb, options), "--stack", work.stack.stack];
    const files = ["--config-file", workspace.configFile, "--event-log", workspace.eventLog];
    const runsProgram = verb === "preview" || verb === "up";
    const host = runsProgram && parts.languageHost ? ["--client", await parts.languageHost()] : [];
    const running = pulumi([...args, ...files, ...host], {
      cwd: work.program.folder,
      ...(work.signal && { signal: work.signal }),
    });
    const [end] = await Promise.all([running, followEvents(workspace.eventLog, running, tell)]);
    const cancelled = work.signal?.aborted === true && end.exitCode !== 0;
    if (!cancelled && !told.started && end.exitCode !== 0) throw namedError(end, { command: verb, stack: work.stack });
    if (!cancelled && !told.error && end.exitCode !== 0)
      tell(
        errorEvent(errorText(end.stderr) || errorText(end.stdout) || `pulumi ${verb} ended with code ${end.exitCode}`),
      );
    const result = cancelled ? "cancelled" : end.exitCode === 0 ? "succeeded" : "failed";
    return { fold, result, milliseconds: performance.now() - startedAt };
  };

  const nothingDone: Run = { fold: new EventFold(() => 0), result: "cancelled", milliseconds: 0 };

  const changing = async (verb: Exclude<Verb, "preview">, work: Work, options: OperationOptions): Promise<Outcome> => {
    if (work.signal?.aborted) return outcomeOf(nothingDone);
    return await inWorkspace(work, async (workspace) => {
      const attempt = () => carryOut(verb, work, options, workspace);
      const run = await attempt().catch(async (error: unknown) => {
        if (verb !== "up" || !(error instanceof NoSuchStack)) throw error;
        await createStack(work.stack, workspace);
        return await attempt();
      });
      return outcomeOf(run);
    });
  };

  return {
    name: "automation",
    async preview(work: Work, options: OperationOptions = {}): Promise<Plan> {
      if (work.signal?.aborted) return planOf(nothingDone);
      return await inWorkspace(work, async (workspace) => {
        const attempt = () => carryOut("preview", work, options, workspace);
        const run = await attempt().catch(async (error: unknown) => {
          if (!(error instanceof NoSuchStack)) throw error;
          // The CLI previews only what exists: the empty stack goes again, and is left alone if somebody filled it meanwhile.
          await createStack(work.stack, workspace);
          try {
            return await attempt();
          } finally {
            await pulumi(["stack", "rm", "--yes", "--preserve-config", "--stack", work.stack.stack], {
              cwd: workspace.folder,
            });
          }
        });
        return planOf(run);
      });
    },
    up: async (work, options = {}) => await changing("up", work, options),
    refresh: async (work, options = {}) => await changing("refresh", work, options),
    destroy: async (work, options = {}) => await changing("destroy", work, options),
    async outputs(stack): Promise<StackOutputs> {
      return await inWorkspace({ stack }, async ({ folder: cwd }) => {
        try {
          return stackOutputsIn(await need(stack, ["stack", "export", "--show-secrets"], { cwd }));
        } catch (error) {
          if (error instanceof NoSuchStack) return {};
          throw error;
        }
      });
    },
    exportState: async (stack) =>
      await inWorkspace({ stack }, async ({ folder: cwd }) => {
        return JSON.parse(await need(stack, ["stack", "export"], { cwd })) as UntypedDeployment;
      }),
    importState: async (stack, deployment) =>
      await inWorkspace({ stack }, async (workspace) => {
        const input = JSON.stringify(deployment);
        const attempt = async () => void (await need(stack, ["stack", "import"], { cwd: workspace.folder, input }));
        await attempt().catch(async (error: unknown) => {
          if (!(error instanceof NoSuchStack)) throw error;
          await createStack(stack, workspace);
          await attempt();
        });
      }),
  };
}

interface Run {
  readonly fold: EventFold;
  readonly result: OperationResult;
  readonly milliseconds: number;
}

interface Told {
  started: boolean;
  error: boolean;
}

function planOf({ fold, result, milliseconds }: Run): Plan {
  return fold.plan(result, milliseconds);
}

function outcomeOf({ fold, result, milliseconds }: Run): Outcome {
  return fold.outcome(result, milliseconds);
}

/** The severity `debug` is not among those that the SDK's types have. */
function isTalkOfSdks({ diagnosticEvent }: EngineEvent): boolean {
  return (diagnosticEvent?.severity as string | undefined) === "debug";
}

function listen({ onEvent }: Work, event: EngineEvent): void {
  try {
    onEvent?.(event);
  } catch {
    // A listener is not the operation's business.
  }
}

/** What the CLI said beside its events, for example that there were changes where none were expected. */
function errorEvent(message: string): EngineEvent {
  return {
    sequence: -1,
    timestamp: Math.floor(Date.now() / 1_000),
    diagnosticEvent: { message, color: "never", severity: "error" },
  };
}

function commandOf(args: readonly string[]): string {
  return args.slice(0, args.findIndex((arg) => arg.startsWith("--")) >>> 0).join(" ");
}
