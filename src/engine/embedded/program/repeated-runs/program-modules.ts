import Module from "node:module";
import path from "node:path";
import { types } from "node:util";
import vm from "node:vm";
import { isOfSdk } from "../sdk-patches/sdk-files.ts";

type Factory = (
  this: unknown,
  exports: unknown,
  require: NodeJS.Require,
  module: NodeJS.Module,
  file: string,
  folder: string,
) => void;

type Compile = (this: unknown, content: string, file: string, ...rest: readonly unknown[]) => unknown;

interface NodeLoader {
  readonly prototype: { load: (this: NodeJS.Module, file: string) => void; _compile: Compile };
  readonly _extensions: Record<string, unknown>;
  readonly _cache: Record<string, NodeJS.Module | undefined>;
  _nodeModulePaths(folder: string): string[];
}

interface Compiler {
  readonly stop?: () => Promise<void>;
}

const compiler = /[\\/]node_modules[\\/]esbuild[\\/]lib[\\/]main\.js$/u;

const loader = Module as unknown as NodeLoader;

/**
 * The modules of a program, which every run evaluates anew, so that no module of one run is seen by the next.
 *
 * They are read and compiled once: a module is a function of `exports` and `require`, and is called again for each run. What
 * was loaded before the first program stays: the SDK, and packages of resources, which define classes and keep nothing.
 */
export class ProgramModules {
  readonly #factories = new Map<string, Factory>();
  /** Node forgets the source maps of modules that were collected. */
  readonly #firstRun: NodeJS.Module[] = [];
  #kept: ReadonlySet<string> = new Set();
  #before: readonly (readonly [object, PropertyDescriptorMap])[] = [];
  #runs = 0;
  #evaluatesOnce: string | undefined;
  readonly #compilers = new Set<Compiler>();

  constructor() {
    const { prototype } = loader;
    const { load } = prototype;
    const loadAgain = (module: NodeJS.Module, file: string): boolean => this.#loadAgain(module, file);
    const note = (module: NodeJS.Module): void => this.#note(module);
    prototype.load = function loadEachRun(file) {
      if (loadAgain(this, file)) return;
      load.call(this, file);
      note(this);
    };
  }

  /** Called before each run's program is loaded. */
  begin(): void {
    this.#runs += 1;
    if (this.#runs > 1) return;
    this.#kept = new Set(Object.keys(loader._cache));
    this.#before = [Module, loader.prototype, loader._extensions].map((object) => [
      object,
      Object.getOwnPropertyDescriptors(object),
    ]);
  }

  /** A loaded ECMAScript module: Node evaluates those once in a process. */
  get evaluatesOnce(): string | undefined {
    return this.#evaluatesOnce;
  }

  /** Every loaded file of the program and what stays loaded. */
  get files(): readonly string[] {
    return Object.keys(loader._cache);
  }

  /** What stays loaded. */
  get kept(): readonly NodeJS.Module[] {
    return Object.entries(loader._cache).flatMap(([file, module]) => (module && this.#isKept(file) ? [module] : []));
  }

  /**
   * Ends the worker that esbuild starts when tsx compiles a file that it has not compiled before.
   *
   * @returns whether there may have been one.
   */
  stopCompilers(): boolean {
    for (const [file, module] of Object.entries(loader._cache))
      if (module && compiler.test(file)) this.#compilers.add(module.exports as Compiler);
    for (const { stop } of this.#compilers) void stop?.();
    return this.#compilers.size > 0;
  }

  /** Forgets the modules of the run, and puts Node's loader back as it was before the program. */
  forget(): void {
    for (const file of this.files) if (!this.#isKept(file)) delete loader._cache[file];
    for (const [object, members] of this.#before) {
      for (const key of Reflect.ownKeys(object)) if (!(key in members)) Reflect.deleteProperty(object, key);
      Object.defineProperties(object, members);
    }
  }

  #isKept(file: string): boolean {
    return this.#kept.has(file) || isOfSdk(file);
  }

  #note(module: NodeJS.Module): void {
    if (this.#runs === 1) this.#firstRun.push(module);
    if (types.isModuleNamespaceObject(module.exports)) this.#evaluatesOnce ??= module.filename;
  }

  /** @returns `false` where Node has to load the file. */
  #loadAgain(module: NodeJS.Module, file: string): boolean {
    if (this.#runs < 2 || this.#isKept(file)) return false;
    const factory = this.#factories.get(file);
    if (!factory) {
      this.#compileOnce(module);
      return false;
    }
    module.filename = file;
    module.paths = loader._nodeModulePaths(path.dirname(file));
    evaluate(factory, module, file);
    module.loaded = true;
    return true;
  }

  /** Has the module keep the function that it is compiled to. */
  #compileOnce(module: NodeJS.Module): void {
    const compile: Compile = (content, file, ...rest) => {
      delete (module as { _compile?: Compile })._compile;
      const factory = factoryOf(content, file);
      if (!factory || rest.length > 0) return loader.prototype._compile.call(module, content, file, ...rest);
      this.#factories.set(file, factory);
      return evaluate(factory, module, file);
    };
    Object.defineProperty(module, "_compile", { configurable: true, enumerable: false, value: compile });
  }
}

const lateImport = /\bimport\s*\(/u;

/** @returns `undefined` for what Node has to compile: what does not compile, and late imports, for which it alone has no warning. */
function factoryOf(content: string, file: string): Factory | undefined {
  if (lateImport.test(content)) return undefined;
  try {
    return vm.compileFunction(content, ["exports", "require", "module", "__filename", "__dirname"], {
      filename: file,
    }) as Factory;
  } catch {
    return undefined;
  }
}

function evaluate(factory: Factory, module: NodeJS.Module, file: string): void {
  const exported: unknown = module.exports;
  Reflect.apply(factory, exported, [exported, requireOf(module, file), module, file, path.dirname(file)]);
}

function requireOf(module: NodeJS.Module, file: string): NodeJS.Require {
  const { resolve, main, extensions, cache } = Module.createRequire(file);
  const require = (id: string): unknown => module.require(id);
  return Object.assign(require, { resolve, main, extensions, cache });
}
