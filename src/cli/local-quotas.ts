import { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring, LocalFlags } from "./local-console.ts";
import { openLocal } from "./local-process.ts";

/** `local quota list` */
export async function listQuotas(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const quotas = await (await openLocal(flags, wiring)).quotas();
  if (flags.json) return printJson(quotas, wiring);
  for (const { project, metric, region = "global", limit, usage } of quotas)
    wiring.terminal.out(`${project}  ${region}  ${metric}  ${usage} of ${limit}`);
  if (quotas.length === 0) wiring.terminal.err("Nothing in the local cloud takes of a quota.");
  return ExitCode.ok;
}

/** `local quota set`, and `local quota unset` without a limit */
export async function setQuota(
  metric: string,
  limit: number | undefined,
  flags: LocalFlags & { readonly region?: string },
  wiring: LocalCommandWiring,
): Promise<ExitCode> {
  const { region } = flags;
  const now = await (await openLocal(flags, wiring)).setQuota({ metric, region, limit });
  if (flags.json) return printJson(now, wiring);
  wiring.terminal.out(`${now.metric}  ${now.region ?? "everywhere"}  ${now.limit}`);
  return ExitCode.ok;
}

function printJson(value: unknown, { terminal }: LocalCommandWiring): ExitCode {
  terminal.out(JSON.stringify(value, undefined, 2));
  return ExitCode.ok;
}
