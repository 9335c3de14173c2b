import { type Command, InvalidArgumentError } from "commander";
import type { LogLevel } from "../report/index.ts";
import type { DriverFlags } from "./driver-flags.ts";
import { recordFlag } from "./driver-options.ts";

/** Flags of commands that handle sync agents. */
export type AgentFlags = Pick<DriverFlags, "local" | "record" | "json">;

export interface ReconcileFlags extends AgentFlags {
  /** `false` for `--no-wait`. */
  readonly wait: boolean;
  readonly timeout: number;
}

export interface SuspendFlags extends AgentFlags {
  readonly reason: string;
  readonly until?: Date;
  /** In milliseconds. */
  readonly for?: number;
}

export interface LogsFlags extends AgentFlags {
  readonly follow?: boolean;
  readonly tail: number;
  readonly level?: LogLevel;
}

export function withAgentFlags(command: Command): Command {
  return command
    .option("--local", "those of the rehearsal on the local cloud")
    .option(...recordFlag)
    .option("-j, --json", "print JSON");
}

/** A text for others to read, on one line. */
export function reasonText(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Say why, for those who find it suspended.");
  return text.trim().replaceAll(/\s+/g, " ");
}

/** With a zone, so that it means the same for all who read it. */
const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

export function time(text: string): Date {
  const at = new Date(text);
  if (!instant.test(text) || Number.isNaN(at.getTime()))
    throw new InvalidArgumentError("Write a time with its zone, such as 2026-01-31T18:00Z or 2026-01-31T18:00+01:00.");
  return at;
}
