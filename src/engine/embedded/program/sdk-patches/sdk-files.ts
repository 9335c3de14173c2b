import { readFileSync } from "node:fs";
import path from "node:path";
import { testedVersion } from "./tested-versions.ts";

const folderOfSdk = /^.*[\\/]@pulumi[\\/]pulumi(?=[\\/])/u;

/** Whether a file belongs to a copy of the SDK. */
export function isOfSdk(file: string): boolean {
  return folderOfSdk.test(file);
}

const patchable = new Map<string, boolean>();

/**
 * Whether a file belongs to a copy of the SDK that may be patched.
 *
 * A program may load several copies, since packages of resources may bring their own: each is judged by its own version.
 */
export function isOfTestedSdk(file: string): boolean {
  const [folder] = folderOfSdk.exec(file) ?? [];
  if (folder === undefined) return false;
  const known = patchable.get(folder);
  if (known !== undefined) return known;
  const isTested = testedVersion(sdkVersionIn(folder)) !== undefined;
  patchable.set(folder, isTested);
  return isTested;
}

/** @returns `undefined` where the folder has no `package.json` that names a version. */
export function sdkVersionIn(folder: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
      readonly version?: unknown;
    };
    return typeof version === "string" ? version : undefined;
  } catch {
    return undefined;
  }
}
