import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { RealPulumi } from "./pulumi-cli.ts";

export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command to its end. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Finished> {
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const [code, out, err] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { code, out, err };
}

/** `pulumi` in a project's folder, with more variables than those of the run. */
export function pulumiIn(
  { command, environment }: RealPulumi,
  cwd: string,
  variables: Readonly<Record<string, string>>,
): (...args: readonly string[]) => Promise<Finished> {
  return async (...args) => await runCommand(command, args, { cwd, env: { ...environment, ...variables } });
}
