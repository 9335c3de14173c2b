import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";

export interface ProcessSettings {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends the process as a Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Whether what it prints is kept, goes to this process's output, or to its standard error. */
  readonly output: "kept" | "printed" | "printed-as-error";
}

export interface ProcessEnd {
  /** 130 where a signal ended it. */
  readonly code: number;
  /** Empty where it was not kept. */
  readonly out: string;
  readonly err: string;
}

/** How long an interrupted process may take to leave before it is ended. */
const leaveMilliseconds = 30_000;

/**
 * Runs a process to its end, in a process group of its own: a Ctrl-C on the terminal reaches it by the signal alone, or not at all, so that
 * nothing keeps environments from being taken down.
 */
export async function runProcess(command: readonly string[], settings: ProcessSettings): Promise<ProcessEnd> {
  const { cwd, environment, signal, output } = settings;
  if (signal?.aborted === true) return { code: 130, out: "", err: "" };
  const [file = "", ...args] = command;
  const out = output === "printed" ? 1 : 2;
  const stdio = output === "kept" ? (["ignore", "pipe", "pipe"] as const) : (["ignore", out, 2] as const);
  const child: ChildProcess = spawn(file, args, { cwd, env: environment, stdio: [...stdio], detached: true });
  let last: NodeJS.Timeout | undefined;
  const interrupt = () => {
    send(child, "SIGINT");
    last = setTimeout(() => send(child, "SIGKILL"), leaveMilliseconds);
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const closed = new Promise<number>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => resolve(code ?? 130));
    });
    const [code, printed, told] = await Promise.all([closed, kept(child.stdout), kept(child.stderr)]);
    return { code, out: printed, err: told };
  } finally {
    signal?.removeEventListener("abort", interrupt);
    clearTimeout(last);
  }
}

async function kept(stream: ChildProcess["stdout"]): Promise<string> {
  return stream === null ? "" : await text(stream);
}

function send({ pid, exitCode }: ChildProcess, name: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null) return;
  try {
    process.kill(-pid, name);
  } catch (thrown) {
    // It has ended meanwhile.
    if ((thrown as NodeJS.ErrnoException).code !== "ESRCH") throw thrown;
  }
}
