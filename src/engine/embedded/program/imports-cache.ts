import type { Launch } from "./launch/launch.ts";
import type { ImportedModules } from "./process/held-program.ts";
import { type ProgramImports, readProgramImports, unchangedSince } from "./program-imports.ts";

/** The imports of programs, read again when a source of the program has changed. */
export class ImportsCache {
  readonly #read = new Map<string, { readonly at: number; readonly imports: Promise<ProgramImports | undefined> }>();

  /** @returns `undefined` for a program that cannot be read. */
  async of(launch: Pick<Launch, "entry" | "folder">): Promise<ImportedModules | undefined> {
    const key = JSON.stringify([launch.folder, launch.entry]);
    const found = this.#read.get(key);
    const known = await found?.imports;
    if (found && known && unchangedSince(known.sources, found.at)) return known.modules;
    // During the await above another caller may have begun to read again.
    const latest = this.#read.get(key);
    const reading = latest === found ? this.#readAnew(key, launch) : latest?.imports;
    return (await reading)?.modules;
  }

  #readAnew(key: string, launch: Pick<Launch, "entry" | "folder">): Promise<ProgramImports | undefined> {
    const imports = readProgramImports(launch);
    this.#read.set(key, { at: Date.now(), imports });
    return imports;
  }
}
