import { type Command, InvalidArgumentError, Option } from "commander";
import { type Moment, parseDuration, parseMoment } from "../lib/index.ts";
import type { DriverFlags, RecordFlags } from "./driver-flags.ts";
import type { DriverHost, ProgramsToPrewarm, RecordRequest } from "./driver-host.ts";
import type { CommandWiring } from "./program.ts";

export type DriverWiring = CommandWiring & DriverHost;

export function withDriverFlags(command: Command): Command {
  return command
    .option("-e, --env <name...>", "only these environments")
    .option("--local", "rehearse on the local cloud, with a state of its own under .groundwork/rehearsal")
    .option(...recordFlag)
    .option("-j, --json", "print JSON")
    .addOption(new Option("-p, --parallel <count>", "environments at the same time").argParser(wholeNumber));
}

/** For commands that tell of each environment as it is done. */
export function jsonStreamOption(): Option {
  return new Option(
    "--json-stream",
    "print one line of JSON for each environment as it is done, the whole result last",
  ).conflicts("json");
}

/** For commands that show their result on a forge. */
export function withForgeFlags(command: Command): Command {
  return command
    .option(
      "--forge <name>",
      "show the result on this forge: bitbucket, gitea, github, gitlab, local, or none for a plain Git server; else GROUNDWORK_FORGE",
    )
    .option("--forge-url <url>", "its address, or the folder of a local one; GROUNDWORK_FORGE_URL, or what the CI says")
    .option(
      "--forge-public-url <url>",
      "its address in links, where people reach it by another one; GROUNDWORK_FORGE_PUBLIC_URL",
    )
    .option("--repository <name>", "owner and name; GROUNDWORK_FORGE_REPOSITORY, or what the CI says");
}

export function changeRequestOption(): Option {
  return new Option("--change-request <number>", "the one to post to; that of the commit when left out").argParser(
    wholeNumber,
  );
}

/** For commands that set the check of a change request. */
export const checkedBranchFlag = [
  "--branch <name>",
  "with a forge: the branch that up brings up; change requests for it have the check groundwork/preview",
  "main",
] as const;

/** For commands that read or write the record of previews and runs. */
export const recordFlag = [
  "--record <place>",
  "record of previews and runs: file, git, postgres or a postgres:// URL; else GROUNDWORK_RECORD or groundwork.yaml",
] as const;

/** For commands that look at every environment. */
export const metricsFlag = [
  "--metrics <file>",
  "write metrics in Prometheus' text format too, for node_exporter's textfile collector; its name has to end with .prom there",
] as const;

/** The record that a command's flags name. */
export function recordRequest({ local, record }: RecordFlags, { cwd }: Pick<CommandWiring, "cwd">): RecordRequest {
  return { cwd, local: local ?? false, ...(record !== undefined && { record }) };
}

/**
 * The programs that a command is going to run: `runsOfEach` runs for each environment, and for one environment when
 * `--env` is missing.
 */
export function programsOf(
  { env, parallel, verbose }: DriverFlags,
  { cwd, terminal }: CommandWiring,
  runsOfEach: number,
): ProgramsToPrewarm {
  return {
    cwd,
    runs: runsOfEach * (env?.length ?? 1),
    ...(parallel !== undefined && { parallel }),
    ...(verbose && { onSdkNotice: (line: string) => terminal.err(line) }),
  };
}

/** For commands that run programs. */
export const verboseFlag = [
  "--verbose",
  "say which changes were made to the program's Pulumi SDK, or why none was",
] as const;

export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Write a whole number from 1.");
  return value;
}

/** A moment as a flag names it. */
export function moment(edge: "begin" | "end"): (text: string) => Moment {
  return (text) => {
    const parsed = parseMoment(text, edge);
    if (!parsed)
      throw new InvalidArgumentError(
        "Write how long ago, such as 12h or 30d, a date as 2026-11-01, or 2026-11-01T09:30:00Z.",
      );
    return parsed;
  };
}

/** Milliseconds of `90s`, `5m`, `1h30m`. */
export function duration(text: string): number {
  const milliseconds = /^[\dsmh]+$/.test(text) ? parseDuration(text, ["h", "m", "s"]) : undefined;
  if (milliseconds === undefined) throw new InvalidArgumentError("Write a duration, such as 90s, 5m or 1h.");
  return milliseconds;
}
