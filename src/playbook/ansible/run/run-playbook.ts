import { spawn } from "node:child_process";
import { once } from "node:events";
import { open, readFile } from "node:fs/promises";
import path from "node:path";
import { cleaningUp, formatDuration, withoutControls } from "../../../lib/index.ts";
import { type PlaybookEvent, parseEvents } from "../events/index.ts";

export interface PlaybookRun {
  readonly playbook: string;
  /** `check` changes nothing and looks for differences, `run` carries the playbook out. */
  readonly mode: "check" | "run";
  /** Names of hosts that it is run on. @default all */
  readonly hosts?: readonly string[];
  /** The folder of the run, which holds `files/` and `inventory.json`. */
  readonly folder: string;
  readonly eventsFile: string;
  readonly variables: NodeJS.ProcessEnv;
  /** In milliseconds, for the whole of it. */
  readonly limit: number;
  /** In milliseconds, from a signal to the next stronger one. */
  readonly patience: number;
  readonly signal: AbortSignal;
}

export interface EndedRun {
  readonly events: readonly PlaybookEvent[];
  /** Why it did not come to its end. Its exit code is no reason: it is 0 without a machine, and 2 with a difference. */
  readonly problem?: string;
  /** The command was interrupted, which ended it. */
  readonly isInterrupted?: true;
}

/** One playbook's run, as far as it came. */
export interface EndedPlaybook extends EndedRun {
  readonly playbook: string;
}

/** More of standard error is not read. In bytes. */
const mostWords = 65_536;

/**
 * `ansible-playbook`, with `--check --diff` where nothing is to be changed, until it ends, `signal` aborts or the limit is over. What it told until then is told in any case.
 *
 * Its output goes to a file: connections that ssh keeps open hold on to it, so that a pipe would not end with the run.
 *
 * @throws the system's error where the executable cannot be started
 */
export async function runPlaybook(run: PlaybookRun): Promise<EndedRun> {
  const { playbook, mode, hosts, folder, eventsFile, variables, limit, patience, signal } = run;
  const wordsFile = path.join(folder, "stderr");
  const words = await open(wordsFile, "w", 0o600);
  const ended = await cleaningUp(
    async () => {
      const args = [
        ...(mode === "check" ? ["--check", "--diff"] : []),
        "--inventory",
        path.join(folder, "inventory.json"),
        ...(hosts ? ["--limit", hosts.join(",")] : []),
        `./${playbook}`,
      ];
      const child = spawn("ansible-playbook", args, {
        cwd: path.join(folder, "files"),
        env: variables,
        stdio: ["ignore", "ignore", words.fd],
        // Ctrl-C reaches it once: from here.
        detached: true,
      });
      const exit = once(child, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
      return await endedWithin(exit, (name) => child.kill(name), { limit, patience, signal });
    },
    () => words.close(),
  );
  const events = parseEvents(await readFile(eventsFile, "utf8").catch(() => ""));
  if (ended.stopped !== undefined)
    return { events, problem: ended.stopped, ...(ended.isInterrupted && { isInterrupted: true }) };
  if (events.some(({ event }) => event === "end" || event === "refused")) return { events };
  return { events, problem: firstError(await readFile(wordsFile, "utf8"), folder) ?? `it ended with ${ended.how}` };
}

interface Ended {
  readonly how: string;
  /** Who or what ended it. */
  readonly stopped?: string;
  readonly isInterrupted: boolean;
}

async function endedWithin(
  exit: Promise<[number | null, NodeJS.Signals | null]>,
  kill: (name: NodeJS.Signals) => void,
  { limit, patience, signal }: Pick<PlaybookRun, "limit" | "patience" | "signal">,
): Promise<Ended> {
  let stopped: string | undefined;
  const timers: NodeJS.Timeout[] = [];
  const stop = (because: string) => {
    if (stopped !== undefined) return;
    stopped = because;
    // Interrupted, Ansible ends its workers; those are in sessions of their own, where no other signal of ours finds them.
    kill("SIGINT");
    timers.push(
      setTimeout(() => kill("SIGTERM"), patience),
      setTimeout(() => kill("SIGKILL"), 2 * patience),
    );
  };
  let isInterrupted = false;
  const interrupt = () => {
    isInterrupted ||= stopped === undefined;
    stop("it was interrupted");
  };
  timers.push(setTimeout(() => stop(`it was not done after ${formatDuration(limit)}`), limit));
  if (signal.aborted) interrupt();
  signal.addEventListener("abort", interrupt);
  return await cleaningUp(
    async () => {
      const [code, name] = await exit;
      return { how: String(code ?? name), isInterrupted, ...(stopped !== undefined && { stopped }) };
    },
    () => {
      for (const timer of timers) clearTimeout(timer);
      signal.removeEventListener("abort", interrupt);
    },
  );
}

/** Without the lines of files that follow it, which may hold a secret. */
function firstError(words: string, folder: string): string | undefined {
  const [, error] = /^(?:\[ERROR\]:|ERROR!)\s*(.*)$/mu.exec(words.slice(0, mostWords)) ?? [];
  return error === undefined ? undefined : withoutControls(error.replaceAll(`${folder}/files/`, "")).slice(0, 300);
}
