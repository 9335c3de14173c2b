import { broughtUpBefore, type FlowPorts, landedCommits } from "../flows/index.ts";
import type { Forge } from "../forge/index.ts";
import { broughtUpBeforeNote } from "../report/index.ts";
import type { UpFlags } from "./driver-flags.ts";
import type { DriverScreen } from "./driver-screen.ts";
import { ExitCode } from "./exit-code.ts";

/** Brings up each merge that came to the branch, oldest first. What an earlier run has brought up is left as it is. */
export async function upSince(
  { since, head = "HEAD", branch, env = [] }: UpFlags & { readonly since: string },
  forge: Forge,
  ports: FlowPorts,
  screen: DriverScreen,
  upOf: (commit: string) => Promise<ExitCode>,
): Promise<ExitCode> {
  const codes: ExitCode[] = [];
  // One that is refused keeps none of the others back: what it left undone, none of them showed, so that it is refused there as well.
  for (const commit of await landedCommits({ since, head, branch }, forge, ports.git)) {
    if (ports.signal.aborted) break;
    const before = await broughtUpBefore({ commit, branch, environments: env }, forge, ports);
    if (before) screen.print(broughtUpBeforeNote(commit, before.at));
    else codes.push(await upOf(commit));
  }
  return codes.find((code) => code !== ExitCode.ok) ?? (ports.signal.aborted ? ExitCode.interrupted : ExitCode.ok);
}
