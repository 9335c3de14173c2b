import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { messageOf } from "../lib/index.ts";
import { ManifestUnreadable } from "./errors.ts";
import type { NewProject } from "./new-project.ts";
import { ignoredPaths, manifestParts } from "./project-files.ts";

const range = z.record(z.string(), z.unknown());
const manifest = z.looseObject({
  type: z.string().optional(),
  dependencies: range.optional(),
  devDependencies: range.optional(),
});

/**
 * `package.json` with what a project needs. What is there stays as it is, a dependency with another range too.
 *
 * @throws {ManifestUnreadable}
 */
export function mergedManifest(written: string | undefined, project: NewProject): string {
  const wanted = manifestParts(project);
  if (written === undefined) return `${JSON.stringify(wanted, undefined, 2)}\n`;
  const present = parsed(written);
  const known = { ...present.dependencies, ...present.devDependencies };
  const missing = (parts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(parts).filter(([name]) => !Object.hasOwn(known, name)));
  const dependencies = { ...present.dependencies, ...missing(wanted.dependencies) };
  const devDependencies = { ...present.devDependencies, ...missing(wanted.devDependencies) };
  const merged = {
    ...present,
    ...(Object.keys(dependencies).length > 0 && { dependencies }),
    ...(Object.keys(devDependencies).length > 0 && { devDependencies }),
  };
  // The same text, whose indentation may be another.
  if (isDeepStrictEqual(merged, present)) return written;
  return `${JSON.stringify(merged, undefined, /^[ \t]+/mu.exec(written)?.[0] ?? 2)}\n`;
}

/** Whether a `package.json` makes files beside it ECMAScript modules. @throws {ManifestUnreadable} */
export function isModulePackage(written: string | undefined): boolean {
  return written !== undefined && parsed(written).type === "module";
}

function parsed(written: string) {
  try {
    const json = JSON.parse(written.replace(/^\uFEFF/u, "")) as z.infer<typeof manifest>;
    manifest.parse(json);
    // What zod gives has the members that the shape names first, and a person's file keeps its order.
    return json;
  } catch (thrown) {
    const problem = thrown instanceof z.ZodError ? "it is not of the shape of a package.json" : messageOf(thrown);
    throw new ManifestUnreadable({ file: "package.json", problem }, { cause: thrown });
  }
}

/** `.gitignore` with the lines of a project at its end. */
export function mergedIgnoreFile(written: string | undefined): string {
  const lines = (written ?? "").split(/\r?\n/u).map((line) => line.trim());
  const missing = ignoredPaths.filter(
    (each) => ![each, each.replace(/\/$/u, ""), `/${each}`].some((form) => lines.includes(form)),
  );
  if (missing.length === 0) return written ?? "";
  const start = written === undefined || written === "" || written.endsWith("\n") ? (written ?? "") : `${written}\n`;
  return `${start}${missing.join("\n")}\n`;
}
