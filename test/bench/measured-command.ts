import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { projectRoot } from "../../src/lib/index.ts";
import { type TreeFigures, watchTree } from "./engines/process-tree.ts";

/** A command that ended well, with what all its processes took. */
export interface MeasuredCommand extends TreeFigures {
  readonly milliseconds: number;
  readonly output: string;
}

/** @throws when the command fails: a figure of something that did not work would be worse than none. */
export async function groundwork(folder: string, ...args: readonly string[]): Promise<MeasuredCommand> {
  const startedAt = performance.now();
  const command = spawn(process.execPath, [path.join(projectRoot(), "dist", "main.js"), ...args], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const tree = watchTree(command.pid ?? 0);
  const [closed, out, err] = await Promise.all([
    once(command, "close"),
    buffer(command.stdout),
    buffer(command.stderr),
  ]);
  const milliseconds = performance.now() - startedAt;
  const [code] = closed as [number | null];
  const output = out.toString();
  if (code !== 0)
    throw new Error(`groundwork ${args.join(" ")} ended with ${code}:\n${(output + err.toString()).slice(-2_000)}`);
  return { ...tree.stop(), milliseconds, output };
}
