import Module from "node:module";
import { types } from "node:util";
import { globalsOfRun } from "./watched-globals.ts";

/** One object as it was: its own keys, and the value or the accessor of each. */
interface Watched {
  readonly name: string;
  readonly object: object;
  readonly keys: readonly PropertyKey[];
  readonly values: readonly unknown[];
}

/** Members that Node or the SDK changes itself while a program runs. */
const changing: ReadonlyMap<string, RegExp> = new Map([
  ["node:process", /^(?:_|argv$|env$|exitCode$|mainModule$|moduleLoadList$|title$)/u],
  ["node:http", /^(?:maxHeaderSize|globalAgent)$/u],
]);

/** Builtin modules that are not watched: loading them has effects, or each run puts them back as they were. */
const unwatched = /^(?:_|module$|sys$|wasi$|inspector|trace_events$|repl$|domain$|punycode$|test|sqlite$|sea$|node:)/u;

/**
 * Remembers what shared objects are like, and finds the first member that a program has changed: of JavaScript's builtins,
 * of Node's modules, and of modules that stay loaded.
 */
export class WatchedObjects {
  readonly #watched: Watched[] = [];
  readonly #seen = new Set<object>();

  /** Remembers JavaScript's builtins and Node's modules. All of Node's are loaded for it, which takes 5 ms. */
  watchBuiltins(): void {
    // First of all: loading some of them changes others.
    const modules = Module.builtinModules
      .filter((name) => !unwatched.test(name))
      .map((name) => [`node:${name}`, process.getBuiltinModule(name) as unknown] as const);
    for (const name of Reflect.ownKeys(globalThis)) {
      const value = Reflect.getOwnPropertyDescriptor(globalThis, name)?.value as unknown;
      if (isObject(value) && value !== globalThis && !globalsOfRun.has(name))
        this.#watchWithPrototype(String(name), value);
    }
    for (const [name, object] of hiddenBuiltins()) this.#watch(name, object);
    for (const [name, exported] of modules) this.watchModule(name, exported);
  }

  /** Remembers what a module exports, and what each of its exports is. */
  watchModule(name: string, exported: unknown): void {
    if (!isObject(exported) || this.#seen.has(exported) || types.isProxy(exported)) return;
    this.#watchWithPrototype(name, exported);
    for (const key of keysOf(name, exported)) {
      const value = Reflect.getOwnPropertyDescriptor(exported, key)?.value as unknown;
      if (isObject(value) && !this.#seen.has(value)) this.#watchWithPrototype(`${name}.${String(key)}`, value);
    }
  }

  /** @returns the name of a member that is not what it was. */
  firstChange(): string | undefined {
    for (const watched of this.#watched) {
      const changed = changedKey(watched);
      if (changed !== undefined) return `${watched.name}.${String(changed)}`;
    }
    return undefined;
  }

  #watchWithPrototype(name: string, value: object): void {
    this.#watch(name, value);
    const prototype = typeof value === "function" ? (value.prototype as unknown) : undefined;
    if (isObject(prototype)) this.#watch(`${name}.prototype`, prototype);
  }

  #watch(name: string, object: object): void {
    // The keys of a stand-in for a module are known only once it has loaded the module.
    if (this.#seen.has(object) || types.isProxy(object)) return;
    this.#seen.add(object);
    // Typed arrays and long strings have a key for each element, which no program of ours shares.
    if (ArrayBuffer.isView(object)) return;
    const keys = keysOf(name, object);
    this.#watched.push({ name, object, keys, values: keys.map((key) => valueOf(object, key)) });
  }
}

function keysOf(name: string, object: object): readonly PropertyKey[] {
  const skipped = changing.get(name);
  const keys = Reflect.ownKeys(object);
  return skipped ? keys.filter((key) => !skipped.test(String(key))) : keys;
}

/** Calls no accessor: some of them load a part of Node. */
function valueOf(object: object, key: PropertyKey): unknown {
  const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
  return descriptor && "value" in descriptor ? descriptor.value : descriptor?.get;
}

function changedKey({ name, object, keys, values }: Watched): PropertyKey | undefined {
  const now = keysOf(name, object);
  if (now.length !== keys.length)
    return now.find((key) => !keys.includes(key)) ?? keys.find((key) => !now.includes(key));
  for (const [index, key] of keys.entries()) {
    if (now[index] !== key) return now[index];
    const before = values[index];
    const value = valueOf(object, key);
    if (Object.is(value, before) || isLoadedLate(object, key, before)) continue;
    return key;
  }
  return undefined;
}

/** Node replaces some accessors by their value when they are first read. */
function isLoadedLate(object: object, key: PropertyKey, before: unknown): boolean {
  const descriptor = Reflect.getOwnPropertyDescriptor(object, key);
  if (!descriptor || !("value" in descriptor) || typeof before !== "function") return false;
  return before.name.startsWith("get ") && Object.is(Reflect.apply(before, object, []), descriptor.value);
}

function hiddenBuiltins(): readonly (readonly [name: string, object: object])[] {
  const prototypeOf = (value: object) => Object.getPrototypeOf(value) as object;
  const iterator = prototypeOf([][Symbol.iterator]());
  return [
    ["array iterators", iterator],
    ["iterators", prototypeOf(iterator)],
    ["async functions", prototypeOf(async () => await Promise.resolve())],
    ["generators", prototypeOf(function* () {})],
    ["async generators", prototypeOf(async function* () {})],
    ["typed arrays", prototypeOf(Uint8Array)],
    ["typed arrays.prototype", prototypeOf(Uint8Array.prototype)],
  ];
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
