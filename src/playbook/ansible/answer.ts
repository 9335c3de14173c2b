import type { ExecFileException } from "node:child_process";
import { formatDuration, withoutControls } from "../../lib/index.ts";
import type { PlaybookAnswer } from "../playbook-syntax.ts";

/** How one run of the tool ended. */
export interface EndedCheck {
  readonly error: ExecFileException | null;
  readonly stderr: string;
  /** The folder that it ran in, which is left out of its words. */
  readonly folder: string;
  /** In milliseconds. */
  readonly limit: number;
  readonly isInterrupted: boolean;
}

/** In characters. */
const longestMessage = 300;

/** Its first error and the place of it, without the lines of the file that it shows: they may hold a secret. */
export function answerOf({ error, stderr, folder, limit, isInterrupted }: EndedCheck): PlaybookAnswer {
  if (!error) return { kind: "well-formed" };
  if (error.code === "ENOENT") return notChecked("ansible-playbook is not installed");
  if (isInterrupted) return notChecked("it was interrupted");
  if (error.killed) return notChecked(`ansible-playbook was not done after ${formatDuration(limit)}`);
  const [, words] = /^(?:\[ERROR\]:|ERROR!)\s*(.*)$/mu.exec(stderr) ?? [];
  const message = words === undefined ? undefined : shortened(withoutControls(words.replaceAll(`${folder}/`, "")));
  if (message === undefined || typeof error.code !== "number")
    return notChecked(`ansible-playbook ended with ${String(error.code ?? error.signal)} and no error of its own`);
  if (/vault/iu.test(message)) return notChecked(`it needs the password of a vault: ${message}`);
  const [, origin] = /^Origin:\s*(.*)$/mu.exec(stderr) ?? [];
  const place = origin?.startsWith(`${folder}/`) ? ` (${withoutControls(origin.slice(folder.length + 1))})` : "";
  return { kind: "malformed", message: `${message.replace(/\.$/u, "")}${place}` };
}

function notChecked(because: string): PlaybookAnswer {
  return { kind: "not-checked", because };
}

function shortened(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)} …`;
}
