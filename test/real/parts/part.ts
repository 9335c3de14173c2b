import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Go } from "./toolchain.ts";

/** An executable of another project, or one that runs its code, built by a Go module of ours from sources alone. */
export interface Part {
  /** Name of the executable, and of the folder beside this file that holds the module. */
  readonly name: string;
  /** The folder that holds the module, where several executables come of one. @default the name */
  readonly folder?: string;
  /** For people. */
  readonly title: string;
  /** Go package of the executable. */
  readonly package: string;
  /** For people; the module's `go.mod` decides. */
  readonly version: string;
  /** Go variables that upstream's release build sets, such as the one that holds the version. */
  readonly variables?: Readonly<Record<string, string>>;
  /** Build tags. */
  readonly tags?: readonly string[];
  /** True where C code is compiled too. */
  readonly cgo?: boolean;
  /** A module whose release lacks files that the executable embeds, and these files, by their paths in it. */
  readonly completed?: { readonly module: string; readonly files: Readonly<Record<string, string>> };
  /** Folders of modules, for the executable or for tests that run it. They are published beside it, in the folder `static`. */
  readonly static?: StaticFolders | readonly StaticFolders[];
}

/** Folders of one module, by their paths in it. */
export interface StaticFolders {
  readonly module: string;
  readonly folders: readonly string[];
}

/** The folder of a part's `go.mod`, `go.sum` and Go files. */
export function moduleFolder({ name, folder = name }: Part): string {
  return fileURLToPath(new URL(folder, import.meta.url));
}

/** Arguments of `go`. Nothing that the machine's own flags or a checkout's version control could change is left to defaults. */
export function buildArguments(part: Part, executable: string): readonly string[] {
  const set = Object.entries(part.variables ?? {}).flatMap(([variable, value]) => ["-X", `${variable}=${value}`]);
  const tags = part.tags === undefined ? [] : ["-tags", part.tags.join(",")];
  const linked = ["-s", "-w", ...set].join(" ");
  return [
    "build",
    "-v",
    "-mod=readonly",
    "-buildvcs=false",
    ...tags,
    "-ldflags",
    linked,
    "-o",
    executable,
    part.package,
  ];
}

/** Names what comes out of a build by everything that goes in: the module's files, the arguments, the compiler, the platform. */
export function recipeHash(part: Part, go: Go, folder = moduleFolder(part)): string {
  const hash = createHash("sha256");
  const add = (what: string, content: string | Buffer) => hash.update(`${what} ${content.length}\n`).update(content);
  const sources = readdirSync(folder).filter((file) => file.endsWith(".go"));
  for (const file of ["go.mod", "go.sum", ...sources.toSorted()]) add(file, readFileSync(path.join(folder, file)));
  add("arguments", JSON.stringify(buildArguments(part, part.name)));
  add("go", JSON.stringify([go.version, go.os, go.architecture]));
  if (part.cgo) add("cgo", "1");
  if (part.completed !== undefined) add("completed", JSON.stringify(part.completed));
  if (part.static !== undefined) add("static", JSON.stringify(part.static));
  return hash.digest("hex").slice(0, 16);
}
