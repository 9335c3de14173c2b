import { type CorrectionResult, correctionVerdict } from "../correction/index.ts";
import { correctDrift, resumeCorrections } from "../flows/index.ts";
import {
  correctionJson,
  correctionReport,
  markdown,
  proposalText,
  resumedJson,
  resumedReport,
} from "../report/index.ts";
import type { CorrectFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { asInvokedByOthers, show, withDriver } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

export async function runCorrect(flags: CorrectFlags, wiring: DriverWiring): Promise<ExitCode> {
  return await withDriver(flags, wiring, async (ports, screen) => {
    const { env: environments = [], resume, dryRun = false } = flags;
    if (resume !== undefined) {
      const resumed = await resumeCorrections(resume, environments, ports, { dryRun });
      const shown = { blocks: () => resumedReport(resumed, dryRun), json: () => resumedJson(resumed, dryRun) };
      return (await show(shown, flags, wiring, screen)) ?? ExitCode.ok;
    }
    const opened = await wiring.openForge(flags, wiring.cwd);
    const proposing = {
      branch: flags.branch,
      commits: await wiring.openCommits(wiring.cwd),
      ...(opened && { forge: opened.forge }),
      body: (environment: string, results: readonly CorrectionResult[]) =>
        asInvokedByOthers(markdown(proposalText(environment, results)), wiring),
    };
    const correction = await correctDrift({ environments, dryRun, proposing }, ports);
    const unwritten = await show(
      { blocks: () => correctionReport(correction), json: () => correctionJson(correction) },
      flags,
      wiring,
      screen,
    );
    if (wiring.signal.aborted) return ExitCode.interrupted;
    const verdict = correctionVerdict(correction);
    if (verdict === "unknown") return ExitCode.unknown;
    if (verdict === "failed") return ExitCode.failed;
    return unwritten ?? (verdict === "left" && flags.exitCode ? ExitCode.different : ExitCode.ok);
  });
}
