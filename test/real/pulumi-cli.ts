import { mkdtempSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { describeWith, realExecutables } from "./executables.ts";

/** The Pulumi CLI and its language host, to be started apart from everything else on the machine. */
export interface RealPulumi {
  /** Absolute path of `pulumi`. */
  readonly command: string;
  /**
   * The whole environment of a run: both executables and dynamic providers first on PATH, a `PULUMI_HOME` of its own, no
   * update check, no plugin download, no color, and none of the caller's own `PULUMI_*` and `GROUNDWORK_*` variables.
   */
  readonly environment: Readonly<Record<string, string>>;
}

/** Each call gives a new `PULUMI_HOME`, which is removed when the run has ended. */
export function realPulumi(): RealPulumi | { readonly missing: string } {
  const parts = realExecutables("pulumi", "languageHost");
  if ("missing" in parts) return parts;
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !ownVariables.test(entry[0]),
  );
  const besides = fileURLToPath(new URL("bin", import.meta.url));
  const folders = [path.dirname(parts.pulumi), path.dirname(parts.languageHost), besides, process.env["PATH"] ?? ""];
  return {
    command: parts.pulumi,
    environment: {
      ...Object.fromEntries(inherited),
      NO_COLOR: "1",
      PATH: folders.join(path.delimiter),
      PULUMI_HOME: mkdtempSync(path.join(inject("runFolder"), "home-")),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    },
  };
}

const ownVariables = /^(PULUMI_|GROUNDWORK_|VITEST|NODE_OPTIONS$|NODE_ENV$|FORCE_COLOR$|TEST$)/u;

/**
 * A `describe` whose tests and hooks are all skipped, with the reason in each test's `meta.skipped`, where the CLI is missing.
 * `pulumi` is for hooks and tests: it gives the same CLI, with the same `PULUMI_HOME`, to all of them.
 */
export function describeWithPulumi(title: string, body: (pulumi: () => RealPulumi) => void): void {
  describeWith("the Pulumi CLI", title, realPulumi(), body);
}
