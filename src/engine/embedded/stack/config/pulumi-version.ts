import { createRequire } from "node:module";
import semver from "semver";
import { GroundworkError } from "../../../../lib/index.ts";

/** A project or a program wants another Pulumi than the one whose meaning this engine has. */
export class PulumiVersionUnsatisfied extends GroundworkError {
  readonly code = "pulumi-version-unsatisfied";
  readonly kind = "refused";
  constructor(readonly data: { readonly version: string; readonly range: string; readonly of: string }) {
    super(
      `${data.of} asks for Pulumi ${data.range}, and the embedded engine does what Pulumi ${data.version} does. ` +
        "Change what it asks for, or run it with such a Pulumi CLI.",
    );
  }
}

/** The Pulumi that this engine is equal to: the one whose SDK and protocol it is built with. */
export function pulumiVersion(): string {
  const manifest = createRequire(import.meta.url)("@pulumi/pulumi/package.json") as { readonly version: string };
  return manifest.version;
}

/**
 * Holds {@link pulumiVersion} against a range as Pulumi writes it: comparisons joined by spaces (all) or `||` (any), where
 * `!1.2.3` excludes a version.
 *
 * @param of who asks, as the error names it.
 * @throws {PulumiVersionUnsatisfied}
 */
export function requirePulumiVersion(range: string, of: string): void {
  const version = pulumiVersion();
  const holds = range.split("||").some((all) =>
    all
      .trim()
      .split(/\s+/u)
      .every((one) => satisfies(version, one)),
  );
  if (!holds) throw new PulumiVersionUnsatisfied({ version, range, of });
}

function satisfies(version: string, comparison: string): boolean {
  const excluded = /^!=?(?<other>.+)$/u.exec(comparison)?.groups?.["other"];
  return excluded === undefined
    ? semver.satisfies(version, comparison.replace(/^==/u, "="))
    : !semver.satisfies(version, excluded);
}
