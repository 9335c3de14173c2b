/** Stands for a loader of files, and loads it with the first file. */
export interface LateLoader {
  (module: NodeJS.Module, file: string): void;
  /** Loads the loader itself, before there is a file. */
  readonly begin: () => void;
}

export const typescriptExtensions = [".ts", ".tsx", ".mts", ".cts"] as const;

/** Makes the loaders that are installed lazily load now. */
export function loadLateLoaders(extensions: NodeJS.RequireExtensions): void {
  for (const extension of typescriptExtensions) (extensions[extension] as Partial<LateLoader> | undefined)?.begin?.();
}
