import path from "node:path";
import { asInvoked } from "./as-invoked.ts";
import { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring, LocalConsole, LocalFlags, LocalStart, LocalStatus } from "./local-console.ts";

/** Opens the local cloud that a command's `--home` names; starts nothing yet. */
export function openLocal(
  flags: LocalFlags & Pick<LocalStart, "latency" | "port">,
  wiring: LocalCommandWiring,
): Promise<LocalConsole> {
  const { latency, port } = flags;
  return wiring.openLocal({
    home: path.resolve(wiring.cwd, flags.home),
    ...(latency !== undefined && { latency }),
    ...(port !== undefined && { port }),
  });
}

/** `local up` */
export async function up(
  flags: LocalFlags & Pick<LocalStart, "latency" | "port">,
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const local = await openLocal(flags, wiring);
  return printStatus(await local.ensureRunning(), flags, wiring);
}

/** `local down` */
export async function down(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const local = await openLocal(flags, wiring);
  await local.stop();
  return printStatus(await local.status(), flags, wiring);
}

/** `local status`: exits 0 whether it runs or not; `running` says which. */
export async function status(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  return printStatus(await (await openLocal(flags, wiring)).status(), flags, wiring);
}

/** `local kubeconfig`: YAML on standard output, ready for `KUBECONFIG`. */
export async function kubeconfig(
  cluster: string | undefined,
  flags: LocalFlags,
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const yaml = await (await openLocal(flags, wiring)).kubeconfig(cluster);
  wiring.terminal.out(flags.json ? JSON.stringify({ kubeconfig: yaml }) : yaml.trimEnd());
  return ExitCode.ok;
}

/** `local ssh`: a shell on a machine, or a command, on the caller's terminal. */
export async function ssh(
  machine: string,
  command: readonly string[],
  flags: LocalFlags & { readonly user?: string },
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const { user } = flags;
  const code = await (await openLocal(flags, wiring)).ssh(machine, { command, ...(user !== undefined && { user }) });
  return code as ExitCode;
}

/**
 * `local provider`: what a `pulumi-resource-<package>` executable does.
 *
 * Pulumi's plugin protocol: the port on the first line of standard output, then serve until ended.
 */
export async function serveProvider(name: string, flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const provider = await (await openLocal(flags, wiring)).start({ package: name }, { folder: wiring.cwd });
  wiring.terminal.out(provider.address.slice(provider.address.lastIndexOf(":") + 1));
  const keepAlive = setInterval(() => undefined, 2 ** 30);
  await new Promise<void>((resolve) => {
    wiring.onInterrupt(() => resolve());
    if (wiring.signal.aborted) resolve();
  });
  clearInterval(keepAlive);
  await provider.stop();
  return ExitCode.ok;
}

function printStatus(status: LocalStatus, flags: LocalFlags, { terminal }: LocalCommandWiring): ExitCode {
  if (flags.json) {
    terminal.out(JSON.stringify(status, undefined, 2));
    return ExitCode.ok;
  }
  if (!status.running) {
    terminal.out(`local cloud  down  ${status.home}`);
    terminal.out(asInvoked("Start it with: groundwork local up", terminal.invocation));
    return ExitCode.ok;
  }
  terminal.out(`local cloud  up  ${status.home}`);
  terminal.out(`console      ${status.url ?? ""}  process ${status.pid ?? "?"}  ${status.memoryMiB ?? "?"} MiB`);
  terminal.out(`resources    ${status.resources ?? 0}`);
  for (const { id, endpoint } of status.clusters ?? []) terminal.out(`cluster      ${id}  https://${endpoint}`);
  for (const problem of status.problems ?? []) terminal.out(`problem      ${problem}`);
  return ExitCode.ok;
}
