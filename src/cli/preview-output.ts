import { mkdir } from "node:fs/promises";
import path from "node:path";
import {
  type ChangePreview,
  commonKind,
  isPlanned,
  type Posting,
  previewKind,
  previewProblems,
  verdictOfClusters,
} from "../change/index.ts";
import { Garbage } from "../lib/garbage.ts";
import {
  type EnvironmentPreviewJson,
  environmentPreviewJson,
  type MarkdownDialect,
  partJson,
  postingSection,
  previewComment,
  previewJson,
  previewReport,
} from "../report/index.ts";
import type { ReportFlags } from "./driver-flags.ts";
import { asInvokedByOthers, exitCodeWithPosting, type Shown, show, writeReport } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { ExitCode, exitCodeOfKind } from "./exit-code.ts";
import type { CommandWiring } from "./program.ts";

type OutputWiring = Pick<CommandWiring, "cwd" | "terminal" | "signal" | "withoutMachinePaths">;

/** What is shown of a preview. */
export interface PreviewToShow {
  readonly preview: ChangePreview;
  readonly posting?: Posting;
  /** Of the forge that shows its comment. @default github */
  readonly dialect?: MarkdownDialect;
}

/** Prints a preview, writes it to the files that the flags name, and gives its exit code. */
export async function showPreview(
  { preview, posting, dialect = "github" }: PreviewToShow,
  flags: ReportFlags & { readonly part?: string },
  wiring: OutputWiring,
  screen: DriverScreen,
): Promise<ExitCode> {
  const shown: Shown = {
    blocks: () => [...previewReport(preview), ...postingSection(posting)],
    json: () => ({
      ...previewJson({ ...preview, environments: [] }, posting),
      environments: eachEnvironment(preview),
    }),
  };
  const unwritten = [
    await show(shown, flags, wiring, screen),
    flags.report === undefined
      ? undefined
      : await writeReport(flags.report, wholeComment(preview, dialect, wiring), wiring),
    flags.part === undefined ? undefined : await writePart(flags.part, preview, wiring),
  ].find((code) => code !== undefined);
  const code = exitCodeOfPreview(preview.environments, flags.exitCode ?? false, wiring.signal);
  const isWell = code === ExitCode.ok || code === ExitCode.different;
  const recorded = isWell && preview.unrecorded ? exitCodeOfKind(preview.unrecorded.kind) : code;
  return unwritten ?? exitCodeWithPosting(recorded, posting);
}

function* eachEnvironment({ environments }: ChangePreview): Generator<EnvironmentPreviewJson> {
  const garbage = new Garbage();
  for (const each of environments) {
    yield environmentPreviewJson(each);
    garbage.collectWhereMuch();
  }
}

/** In a folder that need not be there: jobs hand their parts over as a folder. */
async function writePart(name: string, preview: ChangePreview, wiring: OutputWiring): Promise<ExitCode | undefined> {
  // Writing the file says why there can be no folder.
  await mkdir(path.dirname(path.resolve(wiring.cwd, name)), { recursive: true }).catch(() => undefined);
  return writeReport(name, `${JSON.stringify(partJson(preview))}\n`, wiring);
}

function wholeComment(preview: ChangePreview, dialect: MarkdownDialect, wiring: OutputWiring): string {
  return previewComment(preview, {
    commentBytes: Number.POSITIVE_INFINITY,
    dialect,
    asInvoked: (text) => asInvokedByOthers(text, wiring),
    withoutMachinePaths: wiring.withoutMachinePaths,
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
  if (!tellDifferences) return ExitCode.ok;
  const clusters = environments.flatMap(({ layers }) =>
    layers.filter(isPlanned).flatMap((layer) => layer.clusters ?? []),
  );
  if (clusters.some((each) => verdictOfClusters(each) === "unknown")) return ExitCode.unknown;
  const machines = environments.flatMap(({ layers }) =>
    layers.filter(isPlanned).flatMap((each) => each.machines ?? []),
  );
  if (machines.some(({ verdict }) => verdict === "unknown")) return ExitCode.unknown;
  const differs = environments.some((each) => previewKind(each) !== "unchanged");
  return differs ? ExitCode.different : ExitCode.ok;
}
