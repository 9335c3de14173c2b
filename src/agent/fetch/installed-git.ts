import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a call of `git` ended. */
export type GitEnded =
  | { readonly kind: "done"; readonly output: string }
  | { readonly kind: "failed" | "not installed" | "late"; readonly said: string };

/** A listing of 100,000 references has 10 MB. */
const mostOutput = 64 * 1024 * 1024;
const mostSaid = 16 * 1024;
/** Milliseconds in which git takes its locks and half a pack away, once it is asked to end. */
const grace = 2_000;

/**
 * Runs the installed `git` with nothing but these variables: no configuration of the machine or the user, no prompt, no hook.
 * Its children, such as `ssh`, end with it.
 */
export async function installedGit(
  args: readonly string[],
  { environment, timeout }: { readonly environment: Readonly<Record<string, string>>; readonly timeout: number },
): Promise<GitEnded> {
  const child = spawn("git", ["-c", "core.hooksPath=/dev/null", "-c", "credential.helper=", ...args], {
    env: {
      ...environment,
      LC_ALL: "C",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_TERMINAL_PROMPT: "0",
      GIT_ALLOW_PROTOCOL: "ssh",
    },
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own, which ends as a whole.
    detached: true,
  });
  let late = false;
  const end = (signal: NodeJS.Signals) => signalGroup(child.pid, signal);
  const timers = [
    setTimeout(() => {
      late = true;
      end("SIGTERM");
    }, timeout),
    setTimeout(() => end("SIGKILL"), timeout + grace),
  ];
  const output: Buffer[] = [];
  let bytes = 0;
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostOutput) end("SIGTERM");
    else output.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    if (said.length < mostSaid) said += chunk.toString("utf8");
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (late) return { kind: "late", said };
    return code === 0 ? { kind: "done", output: Buffer.concat(output).toString("utf8") } : { kind: "failed", said };
  } catch (thrown) {
    return {
      kind: (thrown as NodeJS.ErrnoException).code === "ENOENT" ? "not installed" : "failed",
      said: String(thrown),
    };
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}
