import { setTimeout as pause } from "node:timers/promises";
import type { Outcome, Plan } from "../../change/index.ts";
import { cleaningUp } from "../../lib/index.ts";
import type { Engine, OperationOptions, Program, StackConfig, StackName, UntypedDeployment, Work } from "../engine.ts";
import { NoSuchStack, StackLocked } from "../errors.ts";
import { runsProgram, type Verb } from "./arguments.ts";
import type { PulumiCli } from "./cli.ts";
import { AdoptionNotSupported } from "./errors.ts";
import { carryOut, neverStarted, type OperationEnd } from "./operation.ts";
import { Pulumi } from "./pulumi.ts";
import { secretsProviderIn, stackOutputsIn } from "./stack-export.ts";
import { openWorkspace, type RunWorkspace } from "./workspace.ts";

/** What the engine is made of. */
export interface AutomationEngineParts {
  /** Asked once, when the CLI is first needed. */
  readonly cli: () => Promise<PulumiCli>;
  /**
   * What the CLI, its language hosts and its providers get. Backend (`PULUMI_BACKEND_URL`), passphrase and every other
   * setting of Pulumi's is passed on as it stands here.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets provider of stacks that do not exist yet: `passphrase`, `gcpkms://…`. The backend's own when absent. */
  readonly secretsProvider?: string;
  /** Waits for stacks that another process is changing, instead of refusing. */
  readonly wait?: boolean;
  /** Told who is waited for. */
  readonly onNotice?: (line: string) => void;
  /** `<host>:<port>` of a language runtime that is to run the programs; the CLI starts one when absent. */
  readonly languageHost?: () => Promise<string>;
}

const waitMilliseconds = 1_000;

/**
 * The Pulumi CLI as it is installed.
 *
 * Each verb is one run of the CLI, a second one reads the state's secrets provider where the stack's file names none, and the
 * first `up` of a stack creates it. The stacks of `@pulumi/pulumi/automation` take two to
 * five for each (they select the stack before and read outputs and history after), do not tell the CLI's exit code, and
 * leave the CLI in our process group, where one Ctrl-C reaches it twice. Flags and event log are the same.
 */
export function automationEngine(parts: AutomationEngineParts): Engine {
  const pulumi = new Pulumi(parts.cli, parts.environment);

  const operate = async (verb: Verb, work: Work, options: OperationOptions): Promise<OperationEnd> => {
    if (work.signal?.aborted) return neverStarted(work);
    return await inWorkspace(work, async (workspace) => {
      const attempt = async () => {
        await adoptSecretsProvider(pulumi, work.stack, workspace);
        await encryptValues(pulumi, work, workspace);
        const languageHost = runsProgram(verb) ? await parts.languageHost?.() : undefined;
        return await carryOut({ verb, work, options, workspace, pulumi, languageHost });
      };
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof NoSuchStack) || !runsProgram(verb)) throw error;
        await createStack(pulumi, work.stack, workspace, parts.secretsProvider);
        // What is secret in a saved plan can be read with the key of this stack alone.
        if (verb === "up" || options.savePlan !== undefined) return await attempt();
        return await cleaningUp(attempt, () => removeEmptyStack(pulumi, work.stack, workspace));
      }
    });
  };

  const change = async (verb: Exclude<Verb, "preview">, work: Work, options: OperationOptions): Promise<Outcome> => {
    for (let announced = ""; ; ) {
      try {
        const { fold, result, milliseconds } = await operate(verb, work, options);
        return fold.outcome(result, milliseconds);
      } catch (error) {
        if (!(error instanceof StackLocked) || !parts.wait) throw error;
        if (error.message !== announced) parts.onNotice?.(error.message);
        announced = error.message;
        await pause(waitMilliseconds, undefined, work.signal && { signal: work.signal }).catch(() => undefined);
      }
    }
  };

  return {
    name: "automation",
    async preview(work: Work, options: OperationOptions = {}): Promise<Plan> {
      const { fold, result, milliseconds } = await operate("preview", work, options);
      return fold.plan(result, milliseconds);
    },
    up: async (work, options = {}) => await change("up", work, options),
    async refresh(work, options = {}) {
      if (options.adoptPendingCreates) throw new AdoptionNotSupported({ stack: work.stack.stack });
      return await change("refresh", work, options);
    },
    destroy: async (work, options = {}) => await change("destroy", work, options),
    outputs: async (stack) =>
      await inWorkspace({ stack }, async ({ folder: cwd }) => {
        const args = ["--show-secrets", "--stack", stack.stack];
        const exported = await pulumi.ask("stack export", stack, args, { cwd }).catch((error: unknown) => {
          if (!(error instanceof NoSuchStack)) throw error;
        });
        return exported === undefined ? {} : stackOutputsIn(exported);
      }),
    exportState: async (stack) =>
      await inWorkspace({ stack }, async ({ folder: cwd }) => {
        return JSON.parse(
          await pulumi.ask("stack export", stack, ["--stack", stack.stack], { cwd }),
        ) as UntypedDeployment;
      }),
    importState: async (stack, deployment) =>
      await inWorkspace({ stack }, async (workspace) => {
        const run = { cwd: workspace.folder, input: JSON.stringify(deployment) };
        const attempt = async () => await pulumi.ask("stack import", stack, ["--stack", stack.stack], run);
        await attempt().catch(async (error: unknown) => {
          if (!(error instanceof NoSuchStack)) throw error;
          await createStack(pulumi, stack, workspace, parts.secretsProvider);
          await attempt();
        });
      }),
  };
}

async function inWorkspace<Result>(
  work: { readonly stack: StackName; readonly program?: Program; readonly config?: StackConfig },
  use: (workspace: RunWorkspace) => Promise<Result>,
): Promise<Result> {
  const workspace = await openWorkspace(work.stack, work.program, work.config);
  return await cleaningUp(
    () => use(workspace),
    () => workspace.dispose(),
  );
}

/** Beside the copy of the stack's configuration, which may name the secrets provider. */
async function createStack(
  pulumi: Pulumi,
  stack: StackName,
  workspace: RunWorkspace,
  provider?: string,
): Promise<void> {
  const chosen = provider === undefined ? [] : ["--secrets-provider", provider];
  await pulumi.ask("stack init", stack, [stack.stack, "--no-select", ...chosen], { cwd: workspace.folder });
}

/**
 * Removes the stack that was created for a preview, because the CLI previews only stacks that exist.
 *
 * `stack rm` refuses a stack that another process has filled meanwhile.
 */
async function removeEmptyStack(pulumi: Pulumi, { stack }: StackName, { folder: cwd }: RunWorkspace): Promise<void> {
  await pulumi.run(["stack", "rm", "--yes", "--preserve-config", "--stack", stack], { cwd });
}

/**
 * The state's own secrets provider, where the stack's file names none.
 *
 * Left to itself the CLI would choose a new key, or, told to fall back to the state, go on with a wrong passphrase until the
 * first secret comes.
 */
async function adoptSecretsProvider(pulumi: Pulumi, stack: StackName, workspace: RunWorkspace): Promise<void> {
  if (workspace.namesSecretsProvider) return;
  const exported = await pulumi.ask("stack export", stack, ["--stack", stack.stack], { cwd: workspace.folder });
  await workspace.addSettings(secretsProviderIn(exported));
}

/** Secret values by standard input: arguments are there for every user of the machine to read. */
async function encryptValues(pulumi: Pulumi, work: Work, { folder: cwd, configFile }: RunWorkspace): Promise<void> {
  for (const [key, { value, secret }] of Object.entries(work.config ?? {})) {
    const args = [key, "--secret", "--config-file", configFile, "--stack", work.stack.stack];
    if (secret === true) await pulumi.ask("config set", work.stack, args, { cwd, input: value });
  }
}
