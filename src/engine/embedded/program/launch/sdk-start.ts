import path from "node:path";
import { counted } from "../../../../lib/index.ts";
import { sdkVersionIn } from "../sdk-patches/sdk-files.ts";
import { testedVersion, testedVersions } from "../sdk-patches/tested-versions.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Whether the SDK of a program is patched, and whether its process can be held then. `untested`: its version is not on the
 * list of tested ones; `requested`: the user has set `GROUNDWORK_PLAIN_SDK`.
 */
export type SdkStart =
  | { readonly kind: "patched"; readonly version: string; readonly holdable: boolean }
  | { readonly kind: "plain"; readonly version: string | undefined; readonly reason: "untested" | "requested" };

/** @param launcher the SDK's `cmd/run/index.js`. */
export function sdkStartOf(launcher: string, environment: Environment): SdkStart {
  const version = sdkVersionIn(path.resolve(path.dirname(launcher), "..", ".."));
  if (environment["GROUNDWORK_PLAIN_SDK"] === "1") return { kind: "plain", version, reason: "requested" };
  const tested = testedVersion(version);
  if (tested === undefined) return { kind: "plain", version, reason: "untested" };
  return { kind: "patched", version: tested.version, holdable: tested.held };
}

/**
 * Lines for `--verbose`.
 *
 * @param patches that were made in the program's process; `undefined` where the process ended before it said so.
 */
export function describeSdkStart(start: SdkStart, patches: readonly string[] | undefined): readonly string[] {
  const sdk = `@pulumi/pulumi ${start.version ?? "of an unknown version"}`;
  if (start.kind === "patched") {
    if (patches === undefined) return [`${sdk}: the program ended before it said which changes were made to its SDK.`];
    return [
      `${sdk} was started with ${counted(patches.length, "change")}; GROUNDWORK_PLAIN_SDK=1 starts it without any:`,
      ...patches.map((patch) => `  ${patch}`),
    ];
  }
  if (start.reason === "requested") return [`${sdk} was started as it is, because GROUNDWORK_PLAIN_SDK is set.`];
  const tested = testedVersions.map(({ version }) => version).join(", ");
  return [`${sdk} was started as it is: changes are made to tested versions only, which are ${tested}.`];
}
