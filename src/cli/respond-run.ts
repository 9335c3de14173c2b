import { appendFile } from "node:fs/promises";
import path from "node:path";
import { type CommandResponse, isAnswered } from "../change/index.ts";
import { commandVerbs } from "../command/index.ts";
import { type PreviewToHandOver, respond } from "../flows/index.ts";
import { readPlainFile } from "../lib/index.ts";
import { responseJson, responseReport } from "../report/index.ts";
import type { RespondFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show, withDriver } from "./driver-run.ts";
import { EventUnreadable, NeedsForge } from "./errors.ts";
import { ExitCode, exitCodeOfKind } from "./exit-code.ts";
import { respondWriter } from "./forge-comments.ts";

/** In bytes. A comment of ten million characters is in the event of some forges. */
const largestEvent = 64 * 1024 * 1024;

export async function runRespond(flags: RespondFlags, wiring: DriverWiring): Promise<ExitCode> {
  const { cwd } = wiring;
  const event = await eventAt(flags.event, cwd);
  const opened = await wiring.openForge(flags, cwd);
  if (!opened) throw new NeedsForge({ flag: "--event" });
  const { handOver } = flags;
  return withDriver(flags, wiring, async (ports, screen) => {
    const response = await respond(
      {
        event,
        branch: flags.branch,
        requiredApprovals: flags.approvals,
        verbs: new Set(flags.commands ?? commandVerbs),
        mostDeletes: flags.mostDeletes,
        convergeMilliseconds: flags.timeout,
        ...(handOver !== undefined && { handOverPreview: (preview) => append(preview, path.resolve(cwd, handOver)) }),
        mayPreview: flags.preview,
        write: respondWriter(wiring),
      },
      { ...ports, ...(await wiring.openCommands(opened.forge, cwd)) },
      opened.forge,
    );
    await show({ blocks: () => responseReport(response), json: () => responseJson(response) }, flags, wiring, screen);
    return exitCodeOf(response, wiring.signal);
  });
}

function exitCodeOf({ answers, problems }: CommandResponse, signal: AbortSignal): ExitCode {
  if (signal.aborted) return ExitCode.interrupted;
  const bad = answers.filter((each) => !isAnswered(each));
  if (bad.some(({ verdict }) => verdict === "failed")) return ExitCode.failed;
  if (bad.length > 0) return ExitCode.unknown;
  const [problem] = problems;
  // An answer that does not stand on the forge is none.
  return problem ? exitCodeOfKind(problem.kind) : ExitCode.ok;
}

/** As variables are handed on by the jobs of GitHub and Gitea. They hold nothing but digits and a word of two. */
async function append({ head, number, isFromFork }: PreviewToHandOver, file: string): Promise<void> {
  await appendFile(file, `preview-head=${head}\npreview-number=${number}\npreview-fork=${isFromFork}\n`);
}

/** @throws {EventUnreadable} */
async function eventAt(name: string, cwd: string): Promise<Uint8Array> {
  try {
    const bytes = await readPlainFile(path.resolve(cwd, name), { limit: largestEvent, links: "followed" });
    if (!bytes) throw new Error("there is no such file");
    return bytes;
  } catch (thrown) {
    throw new EventUnreadable({ file: name }, { cause: thrown });
  }
}
