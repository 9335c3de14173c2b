import Module from "node:module";

/** One `require` call in a file of the SDK. */
export interface SdkRequire {
  /** What is required, as the SDK writes it: `@grpc/grpc-js`, `../../log`. */
  readonly request: string;
  /** The requiring file. */
  readonly from: string;
  /** Loads the module as Node would without any patch. Repeatable. */
  readonly load: () => unknown;
}

/** A change of the SDK, made where one of its files requires a module. */
export interface SdkPatch {
  /** A sentence for `--verbose`. */
  readonly name: string;
  readonly concerns: (required: SdkRequire) => boolean;
  /** @returns what `require` returns, or `undefined` where this version of the module has nothing to patch. */
  readonly apply: (required: SdkRequire) => unknown;
}

/**
 * Makes one stand-in for each copy of a package and gives it to every file that requires this copy: two SDKs in one program
 * may have brought different copies.
 */
export function oncePerCopy(standInFor: (required: SdkRequire) => unknown): SdkPatch["apply"] {
  const made = new Map<string, unknown>();
  return (required) => {
    const file = Module.createRequire(required.from).resolve(required.request);
    if (!made.has(file)) made.set(file, standInFor(required));
    return made.get(file);
  };
}
