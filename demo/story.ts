import type { EnvironmentRunJson } from "../src/report/index.ts";
import type { Narrator } from "./narrator.ts";
import type { Finished, Stage } from "./stage.ts";

/** What every chapter works with. */
export interface Story {
  readonly stage: Stage;
  readonly tell: Narrator;
  readonly signal: AbortSignal;
}

/** A command did not end as the story needs it. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";

  constructor(args: readonly string[], { exitCode, stdout, stderr }: Finished) {
    super(`groundwork ${args.join(" ")} ended with ${exitCode}:\n${`${stderr}\n${stdout}`.trim().slice(-4000)}`);
  }
}

/**
 * Runs a command that prints JSON and reads what it printed. The shape is the command's documented one.
 *
 * @throws {CommandFailed} when it ends with another code than `expected`, or prints no JSON.
 */
export async function jsonOf<T>(
  { stage, tell }: Story,
  args: readonly string[],
  expected: readonly number[] = [0],
): Promise<T> {
  tell.command(`groundwork ${args.join(" ")}`);
  const all = [...args, "--json"];
  const finished = await tell.timed(args.slice(0, 2).join(" "), () => stage.groundwork(...all));
  if (!expected.includes(finished.exitCode)) throw new CommandFailed(all, finished);
  try {
    return JSON.parse(finished.stdout) as T;
  } catch {
    throw new CommandFailed(all, finished);
  }
}

/** One layer of an environment, in a report. */
export function layerOf<T extends { readonly layer: string }>(
  environment: { readonly layers: readonly T[] } | undefined,
  name: T["layer"],
): T | undefined {
  return environment?.layers.find(({ layer }) => layer === name);
}

/** Whether a run saw the environment's cluster stand at exactly this commit. */
export function hasConverged(environment: EnvironmentRunJson | undefined, commit: string): boolean {
  const cluster = layerOf(environment, "cluster");
  return (cluster?.kind === "applied" || cluster?.kind === "unchanged") && cluster.revision === commit;
}

/** Commits everything on a branch of its own, as a change request would carry it, and pushes it. */
export async function openChange({ stage, tell }: Story, branch: string, message: string): Promise<void> {
  tell.command(`git switch -c ${branch} && git commit -am "${message}" && git push`);
  await stage.git("switch", "--quiet", "--create", branch);
  await stage.git("add", "--all");
  await stage.git("commit", "--quiet", "--message", message);
  await stage.git("push", "--quiet", "origin", branch);
}

/** Merges the branch as the forge would, and answers the merge commit. */
export async function mergeChange({ stage, tell }: Story, branch: string): Promise<string> {
  tell.command(`git switch main && git merge --no-ff ${branch} && git push`);
  await stage.git("switch", "--quiet", "main");
  await stage.git("merge", "--quiet", "--no-ff", "--message", `Merge ${branch}`, branch);
  await stage.git("push", "--quiet", "origin", "main");
  return await stage.git("rev-parse", "HEAD");
}
