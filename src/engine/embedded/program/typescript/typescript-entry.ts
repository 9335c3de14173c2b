/** Settings of `dist/typescript.js`, in the query of its URL: a program's forks inherit them with Node's arguments. */
export interface TypescriptEntry {
  /** Path of a `tsconfig.json` that covers every file. */
  readonly settings: string;
  /** Whether the program itself is an ECMAScript module. */
  readonly esm: boolean;
  /** `esModuleInterop`: whether imports of CommonJS modules are wrapped. */
  readonly interop: boolean;
}

/** @param file URL of the built entry. */
export function withTypescriptEntry(file: string, { settings, esm, interop }: TypescriptEntry): string {
  return `${file}?${new URLSearchParams({ settings, ...(esm && { esm: "true" }), ...(!interop && { interop: "false" }) }).toString()}`;
}

export function readTypescriptEntry(url: string): TypescriptEntry {
  const query = new URL(url).searchParams;
  return { settings: query.get("settings") ?? "", esm: query.has("esm"), interop: !query.has("interop") };
}
