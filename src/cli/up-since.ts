import { broughtUpBefore, type FlowPorts, landedCommits } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import { GroundworkError, messageOf } from "../lib/index.ts";
import { broughtUpBeforeNote } from "../report/index.ts";
import type { UpFlags } from "./driver-flags.ts";
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
 * Brings up each merge that came to the branch, oldest first. What an earlier run has brought up is left as it is.
 *
 * @throws {MergesLeft} where what ends a run is thrown after another merge was brought up
 */
export async function upSince(
  { since, head = "HEAD", branch, env = [] }: UpFlags & { readonly since: string },
  forge: Forge,
  ports: FlowPorts,
  screen: DriverScreen,
  upOf: (commit: string) => Promise<EndOfUp>,
): Promise<ExitCode> {
  const ends: EndOfUp[] = [];
  const bringUp = async (commit: string): Promise<void> => {
    const before = await broughtUpBefore({ commit, branch, environments: env }, forge, ports);
    if (before) screen.print(broughtUpBeforeNote(commit, before.at));
    else ends.push(await upOf(commit));
  };
  // One that is refused keeps none of the others back: what it left undone, none of them showed, so that it is refused there as well.
  for (const commit of await landedCommits({ since, head, branch }, forge, ports.git)) {
    if (ports.signal.aborted) break;
    await bringUp(commit).catch((thrown: unknown) => Promise.reject(afterOthers(thrown, commit, ends)));
  }
  return exitCodeOfUps(ends, ports.signal);
}

/** The exit code of an error before the first step says that nothing was changed. */
function afterOthers(thrown: unknown, commit: string, ends: readonly EndOfUp[]): unknown {
  if (!(thrown instanceof GroundworkError) || thrown instanceof NotAnswered) return thrown;
  if (!ends.some(({ hasChanged }) => hasChanged)) return thrown;
  return new MergesLeft({ commit, problem: messageOf(thrown) }, { cause: thrown });
}

/** The loudest first. */
const byLoudness = [ExitCode.interrupted, ExitCode.failed, ExitCode.unknown, ExitCode.refused, ExitCode.invalid];

/** One exit code for several runs. Those that say that nothing was started are wrong once one of the runs changed something. */
export function exitCodeOfUps(ends: readonly EndOfUp[], signal?: AbortSignal): ExitCode {
  const codes = [...ends.map(({ code }) => code), ...(signal?.aborted ? [ExitCode.interrupted] : [])];
  const loudest = byLoudness.find((code) => codes.includes(code)) ?? ExitCode.ok;
  if (loudest === ExitCode.interrupted) return loudest;
  const bad = ends.filter(({ code }) => code !== ExitCode.ok);
  const isPartial = bad.some((one) => ends.some((other) => other !== one && other.hasChanged));
  return isPartial ? ExitCode.failed : loudest;
}
