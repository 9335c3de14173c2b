import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { NoProjectToTest, VitestMissing } from "./errors.ts";

/** How the project's own Vitest is started. @throws {VitestMissing} @throws {NoProjectToTest} */
export function vitestOf(folder: string): readonly string[] {
  if (!existsSync(path.join(folder, "Pulumi.yaml"))) throw new NoProjectToTest({ folder });
  const command = commandOf("vitest", folder);
  if (command === undefined) throw new VitestMissing({ folder });
  return command;
}

/** How the project's own compiler checks it; `undefined` where it has none, or no settings for it. */
export function compilerOf(folder: string): readonly string[] | undefined {
  const command = existsSync(path.join(folder, "tsconfig.json")) ? commandOf("typescript", folder, "tsc") : undefined;
  return command && [...command, "--noEmit", "-p", "."];
}

function commandOf(name: string, folder: string, bin = name): readonly string[] | undefined {
  try {
    const manifest = createRequire(path.join(folder, "package.json")).resolve(`${name}/package.json`);
    const { bin: bins } = JSON.parse(readFileSync(manifest, "utf8")) as {
      readonly bin?: Readonly<Record<string, string>>;
    };
    const file = bins?.[bin];
    return file === undefined ? undefined : [process.execPath, path.join(path.dirname(manifest), file)];
  } catch {
    return undefined;
  }
}
