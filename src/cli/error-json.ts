import { CommanderError } from "commander";
import { type ErrorKind, GroundworkError, kindOf, messageOf } from "../lib/index.ts";
import type { ExitCode } from "./exit-code.ts";

/** What every command prints with `--json` where it has no result to print. Members are added, never changed. */
export interface ErrorJson {
  readonly kind: "error";
  readonly version: 1;
  readonly error: {
    /** Stable. `command-line-invalid` for a command line that cannot be understood, `unexpected` for what has no class. */
    readonly code: string;
    readonly kind: ErrorKind;
    /** What is wrong, and what to do about it. */
    readonly message: string;
    /** What the message was made of; its members depend on `code`. Never a secret. */
    readonly data: object;
    /** What the process ends with. */
    readonly exitCode: ExitCode;
  };
}

export function errorJson(thrown: unknown, exitCode: ExitCode): ErrorJson {
  return { kind: "error", version: 1, error: { ...parts(thrown), exitCode } };
}

function parts(thrown: unknown): Omit<ErrorJson["error"], "exitCode"> {
  if (thrown instanceof GroundworkError)
    return { code: thrown.code, kind: thrown.kind, message: thrown.message, data: thrown.data };
  if (thrown instanceof CommanderError)
    return {
      code: "command-line-invalid",
      kind: "invalid",
      message: thrown.message.replace(/^error: /u, ""),
      data: { reason: thrown.code.replace(/^commander\./u, "") },
    };
  return { code: "unexpected", kind: kindOf(thrown), message: messageOf(thrown), data: {} };
}

/** Whether a command line asks for JSON of which each line is a document. */
export function asksForJsonLines(argv: readonly string[]): boolean {
  return flagsIn(argv).includes("--json-stream");
}

/** Whether a command line asks for JSON, also one that is otherwise not understood: `--json`, `-j`, `-yj`. */
export function asksForJson(argv: readonly string[]): boolean {
  return flagsIn(argv).some((word) => word === "--json" || /^-[a-zA-Z]*j/u.test(word));
}

function flagsIn(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  return end < 0 ? argv : argv.slice(0, end);
}
