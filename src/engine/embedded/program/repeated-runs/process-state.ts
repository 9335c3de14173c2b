import type { EventEmitter } from "node:events";
import { types } from "node:util";

/** What a process has besides its objects. */
export interface ProcessState {
  readonly values: Readonly<Record<string, string>>;
  readonly environment: Readonly<NodeJS.ProcessEnv>;
  readonly listeners: ReadonlyMap<EventEmitter, Listeners>;
}

type Listener = (...args: unknown[]) => unknown;
type Listeners = ReadonlyMap<string | symbol, readonly Listener[]>;

/** The launcher adds one such listener when the program has nothing left to do. */
const launchersOwn = "beforeExit";

export function processState(): ProcessState {
  return {
    values: valuesOf(),
    environment: { ...process.env },
    listeners: new Map(emitters().map((emitter) => [emitter, listenersOf(emitter)])),
  };
}

/** @returns a sentence's part that says what is not as it was. */
export function changeOf(before: ProcessState): string | undefined {
  const values = valuesOf();
  const value = Object.keys(values).find((name) => values[name] !== before.values[name]);
  if (value !== undefined) return `${value} was changed`;
  const names = new Set([...Object.keys(before.environment), ...Object.keys(process.env)]);
  for (const name of names)
    if (process.env[name] !== before.environment[name]) return `process.env.${name} was changed`;
  return changedListeners(before.listeners);
}

/** Puts the environment, the folder and the listeners of the process back. */
export function putBack({ environment, listeners }: ProcessState, folder: string): void {
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
  process.chdir(folder);
  const before = listeners.get(process) ?? new Map<string | symbol, readonly Listener[]>();
  for (const [event, now] of listenersOf(process))
    for (const listener of now)
      if (!(before.get(event) ?? []).includes(listener)) process.removeListener(event, listener);
}

function emitters(): readonly EventEmitter[] {
  return [process, process.stdout, process.stderr];
}

function nameOf(emitter: EventEmitter): string {
  if (emitter === process) return "process";
  return emitter === process.stdout ? "process.stdout" : "process.stderr";
}

function listenersOf(emitter: EventEmitter): Listeners {
  return new Map(emitter.eventNames().map((event) => [event, emitter.rawListeners(event) as Listener[]]));
}

function changedListeners(before: ProcessState["listeners"]): string | undefined {
  for (const emitter of emitters()) {
    const then = before.get(emitter) ?? new Map<string | symbol, readonly Listener[]>();
    const now = listenersOf(emitter);
    for (const event of new Set([...then.keys(), ...now.keys()])) {
      const [had = [], has = []] = [then.get(event), now.get(event)];
      const own = emitter === process && event === launchersOwn ? 1 : 0;
      const isLauncherAlone = had.every((listener) => has.includes(listener)) && has.length - had.length <= own;
      if (!isLauncherAlone) return `listeners of ${nameOf(emitter)} for "${String(event)}" were changed`;
    }
  }
  return undefined;
}

function valuesOf(): Readonly<Record<string, string>> {
  return {
    "process.cwd()": process.cwd(),
    "process.title": process.title,
    "process.umask()": String(process.umask()),
    "process.exitCode": String(process.exitCode),
    "the handler of uncaught errors": String(process.hasUncaughtExceptionCaptureCallback()),
    "the most listeners of the process": String(process.getMaxListeners()),
    "the group of console": groupsOfConsole(),
    "process.stdout.write": String(Object.hasOwn(process.stdout, "write")),
    "process.stderr.write": String(Object.hasOwn(process.stderr, "write")),
  };
}

/** Counters, timers and indentation, which `console` keeps under symbols. */
function groupsOfConsole(): string {
  return Object.getOwnPropertySymbols(console)
    .map((symbol) => (console as unknown as Record<symbol, unknown>)[symbol])
    .map((value) => (types.isMap(value) ? value.size : typeof value === "string" ? value : ""))
    .join(",");
}
