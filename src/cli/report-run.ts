import path from "node:path";
import { type ExpectedParts, mergePreviews, type PreviewPart } from "../change/index.ts";
import {
  type PartsOfChange,
  postMergeGroup,
  postParts,
  postPreview,
  previewOfParts,
  recordPreview,
} from "../flows/index.ts";
import { readPlainFile, systemClock } from "../lib/index.ts";
import { affectedIn, partIn } from "../report/index.ts";
import type { MergeFlags } from "./driver-flags.ts";
import type { DriverHost, OpenedForge } from "./driver-host.ts";
import { DriverScreen } from "./driver-screen.ts";
import { ExpectationUnreadable, NeedsForge, PartUnreadable } from "./errors.ts";
import type { ExitCode } from "./exit-code.ts";
import { notPosted, previewWriter } from "./forge-comments.ts";
import { jsonFilesAt, largestDocument } from "./json-files.ts";
import { type PreviewToShow, showPreview } from "./preview-output.ts";
import type { CommandWiring } from "./program.ts";

export async function runReport(
  names: readonly string[],
  flags: MergeFlags,
  wiring: CommandWiring & Pick<DriverHost, "openForge" | "openRepository" | "openRecord">,
): Promise<ExitCode> {
  const { cwd, terminal } = wiring;
  const opened = await wiring.openForge(flags, cwd);
  if (!opened && flags.changeRequest !== undefined) throw new NeedsForge({ flag: "--change-request" });
  if (!opened && flags.mergeQueue) throw new NeedsForge({ flag: "--merge-queue" });
  const expected = flags.expect === undefined ? undefined : await expectedIn(flags.expect, cwd);
  const files = await Promise.all(names.map((name) => jsonFilesAt(name, cwd)));
  const parts: PreviewPart[] = [];
  // One after the other: all texts at once would take several times the memory of what they say.
  for (const name of files.flat()) parts.push(await partAt(name, cwd));
  const shown =
    flags.head === undefined
      ? await merged(parts, expected, opened, flags, wiring)
      : await mergedHere({ parts, head: flags.head, branch: flags.branch }, opened, flags, wiring);
  const dialect = opened?.forge.board?.limits.dialect;
  const screen = new DriverScreen(terminal, { silent: flags.json ?? false });
  return showPreview({ ...shown, ...(dialect && { dialect }) }, flags, wiring, screen);
}

async function merged(
  parts: readonly PreviewPart[],
  expected: ExpectedParts | undefined,
  opened: OpenedForge | undefined,
  flags: MergeFlags,
  wiring: CommandWiring,
): Promise<PreviewToShow> {
  const preview = mergePreviews(parts, expected);
  if (!opened) return { preview };
  return { preview, posting: await postPreview({ preview, ...placeOf(opened, flags, wiring) }, opened.forge) };
}

/** Of parts that are believed only as far as this clone cannot tell by itself. */
async function mergedHere(
  change: PartsOfChange,
  opened: OpenedForge | undefined,
  flags: MergeFlags,
  wiring: CommandWiring & Pick<DriverHost, "openRepository" | "openRecord">,
): Promise<PreviewToShow> {
  const { cwd, openRepository, openRecord, signal } = wiring;
  const { record } = flags;
  const ports = {
    signal,
    ...(await openRepository(cwd)),
    ...(await openRecord({ cwd, local: false, ...(record !== undefined && { record }) })),
  };
  if (opened && flags.mergeQueue) {
    const { branch, write, onNotPosted } = placeOf(opened, flags, wiring);
    return await postMergeGroup({ ...change, branch, write, onNotPosted }, ports, opened.forge);
  }
  if (opened) return await postParts({ ...change, ...placeOf(opened, flags, wiring) }, ports, opened.forge);
  return { preview: await recordPreview(await previewOfParts(change, ports), {}, ports) };
}

function placeOf({ changeRequest }: OpenedForge, flags: MergeFlags, wiring: CommandWiring) {
  const number = flags.changeRequest ?? changeRequest;
  return {
    ...(number !== undefined && { number }),
    branch: flags.branch,
    write: previewWriter(flags.report, wiring),
    onNotPosted: notPosted(wiring),
  };
}

/** @throws {PartUnreadable} */
async function partAt(name: string, cwd: string): Promise<PreviewPart> {
  try {
    return { name, preview: partIn(await textAt(name, cwd)) };
  } catch (thrown) {
    throw new PartUnreadable({ file: name }, { cause: thrown });
  }
}

/** @throws {ExpectationUnreadable} */
async function expectedIn(name: string, cwd: string): Promise<ExpectedParts> {
  try {
    return { name, change: affectedIn(JSON.parse(await textAt(name, cwd))), at: systemClock.now().toISOString() };
  } catch (thrown) {
    throw new ExpectationUnreadable({ file: name }, { cause: thrown });
  }
}

async function textAt(name: string, cwd: string): Promise<string> {
  const bytes = await readPlainFile(path.resolve(cwd, name), { limit: largestDocument, links: "followed" });
  if (!bytes) throw new Error("there is no such file");
  return bytes.toString("utf8");
}
