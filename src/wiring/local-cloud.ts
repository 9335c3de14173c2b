import type { LocalConsole, LocalStart } from "../cli/index.ts";

/** The local cloud of a home, through its console. Its client is loaded when a command first needs it. */
export async function openLocal(start: LocalStart, environment: NodeJS.ProcessEnv): Promise<LocalConsole> {
  const { localCloud } = await import("../local/index.ts");
  return localCloud({ ...start, environment });
}
