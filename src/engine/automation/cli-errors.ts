import type { StackName } from "../engine.ts";
import type { CliEnd } from "./cli.ts";
import { CliRefused, NoSuchStack } from "./errors.ts";

/** What the CLI was asked to do when it refused. */
export interface Refusal {
  readonly command: string;
  readonly stack: StackName;
}

/** The error that stands for what the CLI said before it ended without having started. */
export function namedError({ stderr, stdout, exitCode }: CliEnd, { command, stack }: Refusal): Error {
  const said = errorText(stderr) || errorText(stdout);
  if (/no stack named .* found/u.test(said)) return new NoSuchStack({ stack: stack.stack });
  return new CliRefused({ command, said, exitCode });
}

/** The lines of what the CLI wrote from its first error on, without the word in front of it. */
export function errorText(output: string): string {
  const start = output.search(/^error: /mu);
  return (start === -1 ? output : output.slice(start)).replace(/^error: /gmu, "").trim();
}
