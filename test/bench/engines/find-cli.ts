import { providedParts, realParts } from "../../real/parts/index.ts";

/** The Pulumi CLI and its language host. */
export interface Cli {
  readonly pulumi: string;
  readonly languageHost: string;
}

/** The executables of `npm run test:real`, built now unless that was done before. */
export async function findCli(onProgress: (line: string) => void): Promise<Cli | { readonly missing: string }> {
  const { pulumi, languageHost } = await providedParts(
    { pulumi: realParts.pulumi, languageHost: realParts.languageHost },
    { environment: process.env, onProgress },
  );
  if ("missing" in pulumi) return pulumi;
  if ("missing" in languageHost) return languageHost;
  return { pulumi: pulumi.executable, languageHost: languageHost.executable };
}
