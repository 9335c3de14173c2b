import path from "node:path";
import { fileURLToPath } from "node:url";
import { GroundworkError, messageOf } from "../../src/lib/index.ts";
import { ResourcesFailed } from "./errors.ts";

/** A place in a file of the project, and how a stack names it. */
interface Frame {
  readonly at: string;
  readonly text: string;
}

/** What a team's file has thrown, at its place there, without the frames of packages, of Node and of the program. */
export function failureIn(
  thrown: unknown,
  { file, folder }: { readonly file: string; readonly folder: string },
): GroundworkError {
  if (thrown instanceof GroundworkError && isOfLimits(thrown)) return thrown;
  const unread = notRead(thrown, folder);
  if (unread !== undefined) return new ResourcesFailed({ file, stack: [], ...unread }, { cause: thrown });
  const frames = framesOf(thrown, folder);
  const problem =
    thrown instanceof GroundworkError
      ? thrown.message
      : `threw ${thrown instanceof Error ? `${thrown.name}: ${messageOf(thrown)}` : `a value of type ${typeof thrown}`}`;
  const [first] = frames;
  return new ResourcesFailed(
    {
      file,
      at: first?.at ?? file,
      problem: withoutFolder(problem, folder),
      stack: frames.slice(1).map(({ text }) => text),
    },
    { cause: thrown },
  );
}

/** The first line of what the loader cannot compile. */
function notRead(thrown: unknown, folder: string): { readonly at: string; readonly problem: string } | undefined {
  const found = /^(?<at>.+?:\d+:\d+): ERROR: (?<what>.*)$/mu.exec(
    thrown instanceof Error ? withoutFolder(thrown.message, folder) : "",
  );
  const { at, what = "" } = found?.groups ?? {};
  if (at === undefined) return undefined;
  const isAwait = what.startsWith("Top-level await");
  return {
    at,
    problem: isAwait
      ? "awaits outside of the function: the file is loaded as CommonJS. Put the await into the function"
      : `cannot be read: ${what}`,
  };
}

/** The place in the project from which this is called; `undefined` where only packages and the program are on the stack. */
export function placeOfCall(folder: string): string | undefined {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 50;
  const frames = framesOf(new Error("here"), folder);
  Error.stackTraceLimit = limit;
  return frames[0]?.at;
}

/** These name the file already. */
function isOfLimits({ code }: GroundworkError): boolean {
  return [
    "resources-timed-out",
    "resources-failed",
    "resources-import-missing",
    "resources-not-exported",
    "resources-outputs-invalid",
    "replacement-incomplete",
  ].includes(code);
}

function framesOf(thrown: unknown, folder: string): readonly Frame[] {
  const lines = (thrown instanceof Error ? (thrown.stack ?? "") : "").split("\n");
  return lines.flatMap((line) => {
    const found =
      /^\s+at (?:(?<name>.*?) \()?(?<place>(?:file:\/\/|\/|[A-Za-z]:[\\/])[^()]*?):(?<line>\d+):(?<column>\d+)\)?$/u.exec(
        line,
      );
    const { name, place, line: number, column } = found?.groups ?? {};
    const file = place === undefined ? undefined : inProject(place, folder);
    if (file === undefined) return [];
    const at = `${file}:${number}:${column}`;
    return [{ at, text: `at ${name === undefined ? at : `${name} (${at})`}` }];
  });
}

/** Whole paths say nothing to those who read a comment of a change request. */
function withoutFolder(text: string, folder: string): string {
  return text.replaceAll(`${folder}${path.sep}`, "");
}

function inProject(place: string, folder: string): string | undefined {
  const whole = place.startsWith("file:") ? fileURLToPath(place) : place;
  const relative = path.relative(folder, whole).split(path.sep).join("/");
  const isOutside = relative.startsWith("..") || path.isAbsolute(relative) || relative.includes("node_modules/");
  return isOutside || isOfProgram(whole) ? undefined : relative;
}

/** Of the program that calls a team's files, where it is not a package. */
function isOfProgram(file: string): boolean {
  const stacks = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
  return [stacks, path.join(path.dirname(stacks), "src")].some((folder) => file.startsWith(`${folder}${path.sep}`));
}
