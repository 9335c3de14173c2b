import { readFileSync } from "node:fs";
import { createRequire as requirerOf } from "node:module";
import path from "node:path";
import type { Resources } from "./define-resources.ts";
import { ResourcesImportMissing, ResourcesNotExported } from "./errors.ts";
import { failureIn } from "./team-errors.ts";
import { endingWithin } from "./time-limit.ts";

/** A `resources.ts` of a project. */
export interface LoadedResources {
  /** From the root of the repository. */
  readonly file: string;
  readonly resources: Resources;
}

/**
 * Loads a file by the loader with which the program itself was loaded: TypeScript or JavaScript, in the words of either kind of module.
 *
 * @param folder of the project
 * @throws {ResourcesNotExported} @throws {ResourcesImportMissing} @throws {ResourcesTimedOut} @throws {ResourcesFailed}
 */
export function loadResources(file: string, folder: string, seconds: number): LoadedResources {
  const whole = path.join(folder, file);
  const exported: unknown = endingWithin({ file, seconds }, () => required(whole, file, folder));
  const resources = defaultOf(exported);
  if (typeof resources === "function") return { file, resources: resources as Resources };
  throw new ResourcesNotExported({ file, found: foundIn(exported, resources) });
}

function required(whole: string, file: string, folder: string): unknown {
  try {
    // The files that it loads are read for what they mean beside the program, and not as a part of it.
    return requirerOf(whole)(whole);
  } catch (thrown) {
    throw missingImport(thrown, folder) ?? failureIn(thrown, { file, folder });
  }
}

/** `module.exports = …` of CommonJS is the same as a default export. */
function defaultOf(exported: unknown): unknown {
  if (typeof exported !== "object" || exported === null || !("default" in exported)) return exported;
  const { default: inner } = exported;
  // A module that CommonJS made of an ECMAScript module stands in the default of the namespace.
  return typeof inner === "object" && inner !== null && "default" in inner ? inner.default : inner;
}

function foundIn(exported: unknown, found: unknown): string {
  const names = typeof exported === "object" && exported !== null ? Object.keys(exported) : [];
  if (names.length === 0 && (found === undefined || found === exported)) return "nothing";
  if (found !== undefined && found !== exported)
    return `${found === null ? "null" : `a value of type ${typeof found}`} as its default`;
  return names.length > 0 ? `${names.join(" and ")}, but no default` : `a value of type ${typeof exported}`;
}

function missingImport(thrown: unknown, folder: string): ResourcesImportMissing | undefined {
  const {
    code,
    message = "",
    requireStack = [],
  } = (thrown ?? {}) as {
    code?: unknown;
    message?: string;
    requireStack?: readonly string[];
  };
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const request = /Cannot find (?:module|package) '([^']+)'/u.exec(message)?.[1];
  if (request === undefined) return undefined;
  const importer = requireStack[0] ?? /imported from (\S+)/u.exec(message)?.[1];
  if (importer === undefined || importer.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
  const isFile = request.startsWith(".") || path.isAbsolute(request);
  const name = request
    .split("/")
    .slice(0, request.startsWith("@") ? 2 : 1)
    .join("/");
  const at = importPlace(importer, request, folder);
  return new ResourcesImportMissing({ at, request, ...(!isFile && { package: name }) }, { cause: thrown });
}

/** The line that names the request. */
function importPlace(importer: string, request: string, folder: string): string {
  const file = path.relative(folder, importer).split(path.sep).join("/");
  const lines = readFileSync(importer, "utf8").split("\n");
  const wanted = path.isAbsolute(request) ? path.basename(request) : request;
  const index = lines.findIndex((line) => line.includes(wanted));
  return index < 0 ? file : `${file}:${index + 1}`;
}
