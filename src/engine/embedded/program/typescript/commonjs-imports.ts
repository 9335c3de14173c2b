import Module from "node:module";
import { isOfSdk } from "../sdk-patches/sdk-files.ts";

type Compile = (this: unknown, content: string, file: string, ...rest: readonly unknown[]) => unknown;

/** esbuild's wrapper around the `require` of a namespace import or a default import. */
const wrapper =
  /(?<=\b__toESM\s*=\s*)\((?<first>\w+)[^)]*\)\s*=>\s*(?<body>\((?:[^()]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))*\))/u;

/** TypeScript's wrapper, with and without `esModuleInterop`. */
const wrappers = {
  wrapped: (module: string) =>
    `${module}=>${module}&&${module}.__esModule?${module}:__copyProps({default:${module}},${module})`,
  plain: (module: string) => `${module}=>${module}`,
};

/**
 * Has TypeScript files import CommonJS modules as TypeScript's own compiler compiles it, for which esbuild has no setting.
 *
 * Without `esModuleInterop` that is what they export and nothing around it: `import * as f from "f"` can be called where `f`
 * exports a function. With it the default is a property like any other. Either way a function that uses it can be serialized,
 * because what it captures is the module itself. The text keeps its length: positions in sources are told by its columns.
 */
export function importCommonJs(as: keyof typeof wrappers): void {
  const { prototype } = Module as unknown as { readonly prototype: { _compile: Compile } };
  const compile = prototype._compile;
  prototype._compile = function compileLikeTypescript(content, file, ...rest) {
    const isTypescript = /\.[cm]?tsx?$/u.test(file) && !isOfSdk(file);
    return compile.call(this, isTypescript ? rewrapped(content, wrappers[as]) : content, file, ...rest);
  };
}

function rewrapped(content: string, by: (module: string) => string): string {
  return content.replace(wrapper, (whole, module: string) => by(module).padEnd(whole.length));
}
