import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Go } from "./go.ts";

/** An executable of another project, or one that runs its code, built by a Go module of ours from sources alone. */
export interface Part {
  /** Name of the executable, and of the folder beside this file that holds the module. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  /** Go package of the executable. */
  readonly package: string;
  readonly version: string;
  /** Go variable that upstream's release build sets to the version. Absent where the executable is of the module itself. */
  readonly versionVariable?: string;
}

const pulumiVersion = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

export const realParts = {
  pulumi: {
    name: "pulumi",
    title: "the Pulumi CLI",
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    version: "v3.256.0",
    versionVariable: pulumiVersion,
  },
  // Releases after this one are in a module that replaces its dependencies by folders, which no other module can build.
  languageHost: {
    name: "pulumi-language-nodejs",
    title: "Pulumi's language host for Node",
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    version: "v3.60.0",
    versionVariable: pulumiVersion,
  },
  kustomizeReads: {
    name: "kustomize-reads",
    title: "kustomize's Go API with a recording file system",
    package: ".",
    version: "v0.20.1",
  },
} as const satisfies Record<string, Part>;

/** The folder of a part's `go.mod`, `go.sum` and Go files. */
export function moduleFolder({ name }: Part): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Arguments of `go`. Nothing that the machine's own flags or a checkout's version control could change is left to defaults. */
export function buildArguments(part: Part, executable: string): readonly string[] {
  const version = part.versionVariable === undefined ? [] : ["-X", `${part.versionVariable}=${part.version}`];
  const linked = ["-s", "-w", ...version].join(" ");
  return ["build", "-v", "-mod=readonly", "-buildvcs=false", "-ldflags", linked, "-o", executable, part.package];
}

/** Names what comes out of a build by everything that goes in: the module's files, the arguments, the compiler, the platform. */
export function recipeHash(part: Part, go: Go, folder = moduleFolder(part)): string {
  const hash = createHash("sha256");
  const add = (what: string, content: string | Buffer) => hash.update(`${what} ${content.length}\n`).update(content);
  const sources = readdirSync(folder).filter((file) => file.endsWith(".go"));
  for (const file of ["go.mod", "go.sum", ...sources.toSorted()]) add(file, readFileSync(path.join(folder, file)));
  add("arguments", JSON.stringify(buildArguments(part, part.name)));
  add("go", JSON.stringify([go.version, go.os, go.architecture]));
  return hash.digest("hex").slice(0, 16);
}
