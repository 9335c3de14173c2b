import { builtPart, findGo, realParts } from "../../real/parts/index.ts";

/** The Pulumi CLI and its language host. */
export interface Cli {
  readonly pulumi: string;
  readonly languageHost: string;
}

/** The executables of `npm run test:real`, built now unless that was done before. */
export async function findCli(onProgress: (line: string) => void): Promise<Cli | { readonly missing: string }> {
  const { pulumi, languageHost } = realParts;
  const go = await findGo([pulumi, languageHost], process.env);
  if ("missing" in go) return go;
  const how = { environment: process.env, onProgress };
  return { pulumi: await builtPart(pulumi, go, how), languageHost: await builtPart(languageHost, go, how) };
}
