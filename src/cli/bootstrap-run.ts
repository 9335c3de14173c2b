import { type Bootstrapped, bootstrap } from "../flows/index.ts";
import { operationJson } from "../report/operation/index.ts";
import { asInvoked, jsonAsInvoked } from "./as-invoked.ts";
import { asker } from "./confirmation.ts";
import type { BootstrapFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { ExitCode } from "./exit-code.ts";
import { OperationScreen } from "./operation-screen.ts";
import { isLive } from "./terminal.ts";

export async function runBootstrap(flags: BootstrapFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, cwd, signal, openBootstrap } = wiring;
  const { ports, cloud } = await openBootstrap({
    cwd,
    onNotice: (line) => terminal.err(line),
    waitForLock: flags.waitForLock ?? false,
  });
  const previewOnly = flags.previewOnly ?? false;
  const screen = new OperationScreen(terminal, {
    verb: "up",
    diff: false,
    showSame: false,
    showReads: false,
    suppressOutputs: true,
    suppressProgress: false,
    silent: flags.json ?? false,
    color: terminal.color,
    interactive: isLive(terminal),
  });
  // Each run of the engine is shown anew: what would be done first, then what is done.
  let take = screen.start();
  try {
    const ended = await bootstrap(
      {
        previewOnly,
        signal,
        onEvent: (event) => take(event),
        ...(flags.yes !== true && {
          mayGoOn: async (plan) => {
            screen.finish(plan, true);
            const goesOn = await asker("bootstrap", flags, wiring).yesOrNo("Bring up the organization? [yes/no] ");
            take = screen.start();
            return goesOn;
          },
        }),
      },
      ports,
    );
    if (ended.ended !== "declined") screen.finish(ended.result, ended.ended === "preview");
    if (flags.json) terminal.out(jsonAsInvoked(bootstrapJson(ended, cloud), terminal.invocation));
    else for (const line of linesOf(ended, cloud)) terminal.out(asInvoked(line, terminal.invocation));
    return exitCodeOfBootstrap(ended);
  } finally {
    screen.stop();
  }
}

function exitCodeOfBootstrap({ result, ended }: Bootstrapped): ExitCode {
  if (result.result === "cancelled") return ExitCode.interrupted;
  if (result.result === "failed") return ExitCode.failed;
  return ended === "declined" ? ExitCode.refused : ExitCode.ok;
}

function bootstrapJson({ result, ...rest }: Bootstrapped, cloud: "local" | "gcp"): object {
  return { kind: "bootstrap", version: 1, cloud, ...rest, operation: operationJson(result) };
}

function linesOf(
  { state, isInBucket, result, ended, retired }: Bootstrapped,
  cloud: "local" | "gcp",
): readonly string[] {
  if (ended === "declined") return ["Nothing was changed."];
  const where = `The state of the organization is in ${state}${cloud === "local" ? " of the local cloud" : ""}.`;
  if (result.result !== "succeeded")
    return ended === "up" ? [where, "What was made is in it. Go on with: groundwork bootstrap"] : [];
  if (!isInBucket)
    return [`The state is kept in ${state} until everything is brought up, and moved into the bucket then.`];
  return [
    where,
    ...(retired === undefined ? [] : [`The one on this machine was put aside: ${retired}. Delete it when you like.`]),
    ...(cloud === "gcp" && ended === "up" ? ["", ...nextSteps(state, result.outputs)] : []),
  ];
}

/** What a person sets for jobs, which no cloud can be told. */
function nextSteps(state: string, outputs: Readonly<Record<string, unknown>>): readonly string[] {
  const accounts = (outputs["accounts"] ?? {}) as Readonly<Record<string, unknown>>;
  const provider = outputs["identityProvider"];
  return [
    "For environments, write into Pulumi.yaml:",
    `  backend: { url: "${state}" }`,
    "For jobs, set these variables at the forge, then run groundwork ci init --cloud gcp --secrets key-service:",
    `  PULUMI_BACKEND_URL=${state}`,
    ...(typeof provider === "string" ? [`  GROUNDWORK_IDENTITY_PROVIDER=${provider}`] : []),
    `  GROUNDWORK_PREVIEW_ACCOUNT=${String(accounts["preview"])}`,
    `  GROUNDWORK_UP_ACCOUNT=${String(accounts["up"])}`,
  ];
}
