import { type ChangePreview, commonKind, previewKind, previewProblems } from "../change/index.ts";
import { previewChange } from "../flows/index.ts";
import { previewComment, previewJson, previewReport } from "../report/index.ts";
import type { PreviewFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { asInvokedByOthers, show, withDriver, writeReport } from "./driver-run.ts";
import { ExitCode } from "./exit-code.ts";

export async function runPreview(flags: PreviewFlags, wiring: DriverWiring): Promise<ExitCode> {
  return withDriver(flags, wiring, async (ports, screen) => {
    const preview = await previewChange(
      {
        environments: flags.env ?? [],
        refresh: flags.refresh ?? false,
        ...(flags.base !== undefined && { base: flags.base }),
        ...(flags.head !== undefined && { head: flags.head }),
      },
      ports,
    );
    const unwritten = await show({ blocks: previewReport(preview), json: previewJson(preview) }, flags, wiring, screen);
    const unwrittenToo = flags.report && (await writeReport(flags.report, wholeComment(preview, wiring), wiring));
    return (
      unwritten ??
      (unwrittenToo || undefined) ??
      exitCodeOfPreview(preview.environments, flags.exitCode ?? false, wiring.signal)
    );
  });
}

function wholeComment(preview: ChangePreview, wiring: DriverWiring): string {
  return previewComment(preview, {
    commentBytes: Number.POSITIVE_INFINITY,
    dialect: "github",
    asInvoked: (text) => asInvokedByOthers(text, wiring),
  });
}

/** Unknown is louder than different. A file that is wrong in the repository is what can be corrected there. */
export function exitCodeOfPreview(
  environments: ChangePreview["environments"],
  tellDifferences: boolean,
  signal: AbortSignal,
): ExitCode {
  if (signal.aborted) return ExitCode.interrupted;
  const problems = previewProblems(environments);
  if (problems.length > 0) return commonKind(problems) === "invalid" ? ExitCode.invalid : ExitCode.unknown;
  if (environments.some((each) => previewKind(each) === "not-handled")) return ExitCode.unknown;
  const differs = environments.some((each) => previewKind(each) !== "unchanged");
  return tellDifferences && differs ? ExitCode.different : ExitCode.ok;
}
