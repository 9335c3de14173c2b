import path from "node:path";
import writeFileAtomic from "write-file-atomic";
import type { DriverWiring } from "./driver-options.ts";
import { MetricsNotWritten } from "./errors.ts";
import { ExitCode } from "./exit-code.ts";

/**
 * Writes metrics at once or not at all: a collector reads the file at any moment.
 *
 * @returns the exit code for a file that could not be written, after the error is printed.
 */
export async function writeMetrics(
  name: string,
  text: string,
  { cwd, terminal }: Pick<DriverWiring, "cwd" | "terminal">,
): Promise<ExitCode | undefined> {
  const file = path.resolve(cwd, name);
  try {
    // The collector runs as another user. What stands in the file is no secret.
    await writeFileAtomic(file, text, { mode: 0o644 });
    return undefined;
  } catch (thrown) {
    const { message, code } = new MetricsNotWritten({ file }, { cause: thrown });
    terminal.err(`error: ${message} (${code})`);
    return ExitCode.failed;
  }
}
