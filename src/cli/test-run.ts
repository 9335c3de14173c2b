import type { TestFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { ExitCode } from "./exit-code.ts";
import type { TestEnd } from "./test-session.ts";

export async function runTest(args: readonly string[], flags: TestFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { terminal, cwd, signal } = wiring;
  const end = await wiring.runTests({
    cwd,
    environments: flags.env,
    args,
    keep: flags.keep ?? false,
    types: flags.types,
    quiet: flags.json ?? false,
    signal,
    onInterrupt: (listener) => wiring.onInterrupt(listener),
    onNotice: (line) => terminal.err(line),
  });
  if (flags.json) terminal.out(JSON.stringify(end, undefined, 2));
  else for (const line of linesOf(end)) terminal.out(line);
  return exitCodeOfTests(end, signal);
}

/** The code of the tests is the command's: it may be any that Vitest has. */
function exitCodeOfTests({ code, environmentsAre }: TestEnd, signal: AbortSignal): ExitCode {
  if (signal.aborted) return ExitCode.interrupted;
  if (code !== 0) return code as ExitCode;
  return environmentsAre === "not-destroyed" ? ExitCode.failed : ExitCode.ok;
}

function linesOf({ environments, tests, environmentsAre, kept, milliseconds }: TestEnd): readonly string[] {
  const names = environments.join(" and ");
  const became = {
    destroyed: `${names} destroyed`,
    protected: `${names} protected from being destroyed: removed with the local cloud`,
    "not-destroyed": `${names} could not be destroyed: removed with the local cloud`,
    kept: `${names} still up`,
    "never-up": `${names} never up`,
  } satisfies Record<TestEnd["environmentsAre"], string>;
  const ran = { passed: "tests passed", failed: "tests failed", "not-run": "tests not run" } as const;
  return [
    `${ran[tests]}, ${became[environmentsAre]}, in ${(milliseconds / 1000).toFixed(1)} s`,
    ...(kept === undefined
      ? []
      : [
          `Look at it in: ${kept}/project (groundwork status --local; groundwork local list --home .groundwork/rehearsal/cloud)`,
          `Remove it with: groundwork local down --home ${kept}/project/.groundwork/rehearsal/cloud && rm -r ${kept}`,
        ]),
  ];
}
