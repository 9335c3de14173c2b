import { text } from "node:stream/consumers";
import type { StackHost, Terminal } from "../cli/index.ts";

/** What the `stack` commands need of a process. The engine is loaded when a command first opens a project. */
export function stackHost(process: NodeJS.Process, terminal: Terminal, version: string): StackHost {
  return {
    async open(request) {
      const { openStackTools } = await import("./engine.ts");
      const host = {
        environment: process.env,
        cwd: process.cwd(),
        version,
        onNotice: (line: string) => terminal.err(line),
      };
      return await openStackTools(host, request);
    },
    readInput: () => text(process.stdin),
  };
}
