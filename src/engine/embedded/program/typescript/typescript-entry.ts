/** What `dist/typescript.js` is told, in the query of its address: a program's forks inherit it with Node's arguments. */
export interface TypescriptEntry {
  /** A `tsconfig.json` that speaks of every file. */
  readonly settings: string;
  /** Whether the program itself is an ECMAScript module. */
  readonly esm: boolean;
  /** Whether what is imported of CommonJS is wrapped: `esModuleInterop`. */
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
