import { type BroughtUp, broughtUpBefore, type FlowPorts, landedCommits, showBroughtUp } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import { GroundworkError, messageOf } from "../lib/index.ts";
import { broughtUpBeforeNote, mergesLeftNote, overtakenNote, postingSection } from "../report/index.ts";
import type { UpFlags } from "./driver-flags.ts";
import { exitCodeWithPosting } from "./driver-run.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { MergesLeft, NotAnswered } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

/** How the run of one merge ended. */
export interface EndOfUp {
  readonly code: ExitCode;
  /** Whether it changed something. */
  readonly hasChanged: boolean;
}

/**
 * Brings up each merge that came to the branch, oldest first. What an earlier run has brought up is left as it is, and its check is ended
 * where that run left it running. So is what was overtaken left as it is; where a later merge of the push overtook it, that one is brought
 * up before it is said how it stands.
 *
 * @throws {MergesLeft} where what ends a run is thrown after another merge was brought up
 */
export async function upSince(
  { since, head = "HEAD", branch, env = [] }: UpFlags & { readonly since: string },
  forge: Forge,
  ports: FlowPorts,
  screen: DriverScreen,
  upOf: (commit: string) => Promise<EndOfUp>,
  /** Aborted by Ctrl-C alone: a run that lost its lease has failed, and no person has interrupted it. */
  interrupted: AbortSignal,
): Promise<ExitCode> {
  const ends: EndOfUp[] = [];
  const left: string[] = [];
  const overtaken = new Map<string, readonly string[]>();
  const broughtUp = async (commit: string): Promise<BroughtUp | undefined> =>
    await broughtUpBefore({ commit, branch, environments: env }, forge, ports);
  const bringUp = async (commit: string): Promise<void> => {
    const before = await broughtUp(commit);
    if (before?.kind === "overtaken") overtaken.set(commit, before.by);
    else if (before) await leave(commit, before.at);
    else ends.push(await upOf(commit));
  };
  const leave = async (commit: string, at: string): Promise<void> => {
    screen.print(broughtUpBeforeNote(commit, at));
    // The check is about all environments of the change.
    if (env.length > 0) return;
    const posting = await showBroughtUp({ commit, branch, at }, forge);
    screen.print(postingSection(posting));
    ends.push({ code: exitCodeWithPosting(ExitCode.ok, posting), hasChanged: false });
  };
  const tellOvertaken = async (commit: string, by: readonly string[]): Promise<void> => {
    const now = await broughtUp(commit);
    const isSettled = now?.kind === "overtaken" && now.isSettled;
    screen.print(overtakenNote(commit, by, isSettled));
    if (!isSettled) ends.push({ code: ExitCode.unknown, hasChanged: false });
  };
  // One that is refused keeps none of the others back: what it left undone, none of them showed, so that it is refused there as well.
  for (const commit of await landedCommits({ since, head, branch }, forge, ports.git)) {
    if (ports.signal.aborted) left.push(commit);
    else
      await bringUp(commit).catch((thrown: unknown) => Promise.reject(afterOthers(thrown, ends, mergesLeftAt(commit))));
  }
  for (const [commit, by] of overtaken)
    await tellOvertaken(commit, by).catch((thrown: unknown) =>
      Promise.reject(afterOthers(thrown, ends, mergesLeftAt(commit))),
    );
  if (left.length > 0) screen.print(mergesLeftNote(left));
  return exitCodeOfUps(ends, interrupted);
}

/** The exit code of an error before the first step says that nothing was changed. */
export function afterOthers(
  thrown: unknown,
  ends: readonly EndOfUp[],
  left: (problem: string, options: ErrorOptions) => GroundworkError,
): unknown {
  if (!(thrown instanceof GroundworkError) || thrown instanceof NotAnswered) return thrown;
  return ends.some(({ hasChanged }) => hasChanged) ? left(messageOf(thrown), { cause: thrown }) : thrown;
}

const mergesLeftAt = (commit: string) => (problem: string, options: ErrorOptions) =>
  new MergesLeft({ commit, problem }, options);

/** The loudest first. */
const byLoudness = [
  ExitCode.interrupted,
  ExitCode.failed,
  ExitCode.unknown,
  ExitCode.refused,
  ExitCode.invalid,
  ExitCode.different,
];

/** One exit code for several runs. Those that say that nothing was started are wrong once one of the runs changed something. */
export function exitCodeOfUps(ends: readonly EndOfUp[], signal?: AbortSignal): ExitCode {
  const codes = [...ends.map(({ code }) => code), ...(signal?.aborted ? [ExitCode.interrupted] : [])];
  const loudest = byLoudness.find((code) => codes.includes(code)) ?? ExitCode.ok;
  if (loudest === ExitCode.interrupted) return loudest;
  // What waits for its time is as it has to be.
  const bad = ends.filter(({ code }) => code !== ExitCode.ok && code !== ExitCode.different);
  const isPartial = bad.some((one) => ends.some((other) => other !== one && other.hasChanged));
  return isPartial ? ExitCode.failed : loudest;
}
