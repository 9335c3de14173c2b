import { ExitCode } from "../../../src/cli/index.ts";
import { markdownTable } from "../markdown.ts";

const meanings: Readonly<Record<keyof typeof ExitCode, string>> = {
  ok: "done",
  failed: "something failed while it was carried out",
  invalid: "the command line or a file in the repository is wrong; nothing was started",
  different: "there are differences, where `--exit-code` or `--expect-no-changes` asks for this exit code",
  refused:
    "refused before the first step: locked, protected, not supported, a missing tool, a doubtful state, or not previewed",
  unknown: 'a verdict could not be reached; never to be read as "no differences"',
  interrupted: "ended by Ctrl-C, SIGTERM or a closed terminal, after the running steps had finished",
};

/** What shells report for a process that `SIGPIPE` ended; `src/wiring/end-code.ts` ends ours with it. */
const brokenPipe = [
  "141",
  "the reader of what is printed has gone (`… | head`); what changes something finishes all its steps instead",
];

/** Every exit code with its meaning, as a Markdown table. */
export function exitCodeTable(): string {
  const rows = Object.entries(ExitCode).map(([name, code]) => [String(code), meanings[name as keyof typeof ExitCode]]);
  return markdownTable(["exit code", "meaning"], [...rows, brokenPipe]);
}
