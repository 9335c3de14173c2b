/** What stands for a loader of files until the first of them is loaded. */
export interface LateLoader {
  (module: NodeJS.Module, file: string): void;
  /** Puts the loader itself in its place, before there is a file to load. */
  readonly begin: () => void;
}

export const typescriptExtensions = [".ts", ".tsx", ".mts", ".cts"] as const;

/** Makes the loaders that are installed lazily load now. */
export function loadLateLoaders(extensions: NodeJS.RequireExtensions): void {
  for (const extension of typescriptExtensions) (extensions[extension] as Partial<LateLoader> | undefined)?.begin?.();
}
