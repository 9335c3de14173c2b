import { bringUpQueue, type FlowPorts, type QueueRun } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import {
  broughtUpBeforeNote,
  leftGitNote,
  leftWaitingNote,
  nothingWaitsNote,
  queueJson,
  type RunJson,
} from "../report/index.ts";
import { lineOf, type UpFlags } from "./driver-flags.ts";
import type { DriverWiring } from "./driver-options.ts";
import { show } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { QueueLeft } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";
import { notPosted, runWriter } from "./forge-comments.ts";
import { afterOthers, type EndOfUp, exitCodeOfUps } from "./up-since.ts";

/** A job that brings up what waits on a branch. */
export interface QueueRequest {
  readonly flags: UpFlags;
  /** How each run is asked for and confirmed. */
  readonly settings: Pick<Parameters<typeof bringUpQueue>[0], "refresh" | "converge" | "confirm">;
  /** Shows the result of a run of the queue. */
  readonly showRun: (run: QueueRun) => Promise<EndOfUp>;
  /** The results that were shown, for programs. */
  readonly shown: readonly RunJson[];
  /** Brings up one merge by itself, which touches no environment that is declared. */
  readonly upOf: (commit: string) => Promise<EndOfUp>;
}

/**
 * Brings up what waits on the branch, or for a tag on it, each run for all merges that its environments wait for, and says of every merge of
 * this job's own push what became of it.
 *
 * @throws {QueueLeft} where what ends the job is thrown after a run has changed something
 */
export async function upQueue(
  { flags, settings, showRun, shown, upOf }: QueueRequest,
  forge: Forge,
  ports: FlowPorts,
  screen: DriverScreen,
  wiring: DriverWiring,
): Promise<ExitCode> {
  const { head, approvals } = flags;
  const line = lineOf(flags);
  // A job that the clock starts has no commit before a push, and its variable is empty.
  const since = flags.since === "" ? undefined : flags.since;
  const ends: EndOfUp[] = [];
  const end = await bringUpQueue(
    {
      ...settings,
      ...line,
      ...((since ?? head) !== undefined && { push: { head: head ?? "HEAD", ...(since !== undefined && { since }) } }),
      requiredApprovals: approvals,
      write: runWriter(wiring),
      onNotPosted: notPosted(wiring),
      onRun: async (run) => void ends.push(await showRun(run)),
    },
    ports,
    forge,
  ).catch((thrown: unknown) => {
    const left = (problem: string, options: ErrorOptions) => new QueueLeft({ ...line, problem }, options);
    return Promise.reject(afterOthers(thrown, ends, left));
  });
  for (const commit of end.untouched) ends.push(await upOf(commit));
  const { contained, removed, waiting, left, held, leftGit } = end;
  // One that was interrupted has not looked at all that waits.
  const isEmpty =
    !wiring.signal.aborted &&
    ends.length === 0 &&
    [contained, removed, waiting, left, held, leftGit].every((each) => each.length === 0);
  const blocks = () => [
    ...(isEmpty ? nothingWaitsNote(line) : []),
    ...contained.flatMap((each) => broughtUpBeforeNote(each.commit, each.at)),
    ...leftWaitingNote(end),
    ...leftGitNote(leftGit, flags.local ?? false),
  ];
  await show(
    { blocks, json: () => queueJson({ ...line, runs: shown, contained, removed, waiting, left, held, leftGit }) },
    flags,
    wiring,
    screen,
  );
  // Of merges of its own push that still wait nothing says how they end.
  if (end.waiting.length > 0) ends.push({ code: ExitCode.unknown, hasChanged: false });
  return exitCodeOfUps(ends, wiring.signal);
}
