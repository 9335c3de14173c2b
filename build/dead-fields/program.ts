import path from "node:path";
import ts from "typescript";

/**
 * A checked program of the TypeScript files below `folders` of the project at `root`.
 *
 * @param foreign modules that are not loaded: their types are `any`, so what is handed to them counts as read. The
 *   declarations of a cloud's SDK take longer than everything else together.
 */
export function loadProgram(root: string, folders: readonly string[], foreign: RegExp): ts.Program {
  const file = path.join(root, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name)) as { readonly config: object };
  const parsed = ts.parseJsonConfigFileContent({ ...config, include: folders }, ts.sys, root, undefined, file);
  const host = ts.createCompilerHost(parsed.options);
  const cache = ts.createModuleResolutionCache(root, (name) => name, parsed.options);
  host.resolveModuleNameLiterals = (literals, from, redirected, options, source) =>
    literals.map((literal) =>
      foreign.test(literal.text)
        ? { resolvedModule: undefined }
        : ts.resolveModuleName(
            literal.text,
            from,
            options,
            host,
            cache,
            redirected,
            ts.getModeForUsageLocation(source, literal, options),
          ),
    );
  return ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options, host });
}
