import type { StackHost, Terminal } from "../cli/index.ts";
import { FileTooLarge } from "../lib/index.ts";
import type { BegunStack } from "./begin-stack.ts";

/** What the `stack` commands need of a process. The engine is loaded when a command first opens a project. */
export function stackHost(process: NodeJS.Process, terminal: Terminal, version: string): StackHost {
  const settings = () => ({
    environment: process.env,
    cwd: process.cwd(),
    version,
    onNotice: (line: string) => terminal.err(line),
  });
  let begun: BegunStack | undefined;
  return {
    async begin(request, run) {
      const { beginStack } = await import("./begin-stack.ts");
      begun = await beginStack(settings(), request, run);
    },
    async open(request) {
      const { openStackTools } = await import("./engine.ts");
      return await openStackTools(settings(), request, begun);
    },
    readInput: (limit) => boundedText(process.stdin, limit),
  };
}

/** @throws {FileTooLarge} as soon as more has come: an input such as /dev/zero has no end. */
async function boundedText(input: AsyncIterable<Uint8Array | string>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const part = Buffer.from(chunk);
    size += part.length;
    if (size > limit) throw new FileTooLarge({ file: "The standard input", limit });
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
