import path from "node:path";
import { Command, InvalidArgumentError } from "commander";

/** Home of the local cloud without `--home`, relative to the working directory. */
const DEFAULT_HOME = path.join(".groundwork", "cloud");

/** A command of `groundwork local`, with the flags that each of them has. */
export function localSubcommand(name: string, says: string): Command {
  return new Command(name)
    .description(says)
    .option("--home <folder>", "folder of the local cloud", DEFAULT_HOME)
    .option("-j, --json", "print JSON");
}

/** Reads a flag. @throws {InvalidArgumentError} */
export function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
}
