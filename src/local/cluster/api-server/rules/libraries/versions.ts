import type { Environment } from "@marcbachmann/cel-js";
import { SemVer, valid } from "semver";

/** Kubernetes' library `semver`. */
export function registerVersions(environment: Environment): void {
  const compare = (one: SemVer, other: SemVer): number => one.compare(other);
  environment
    .registerType("Semver", { ctor: SemVer, fields: {} })
    .registerFunction("isSemver(string): bool", (text: string) => versionOf(text) !== undefined)
    .registerFunction(
      "isSemver(string, bool): bool",
      (text: string, lenient: boolean) => versionOf(lenient ? completed(text) : text) !== undefined,
    )
    .registerFunction("semver(string): Semver", parsed)
    .registerFunction("semver(string, bool): Semver", (text: string, lenient: boolean) =>
      parsed(lenient ? completed(text) : text),
    )
    .registerFunction("Semver.major(): int", ({ major }: SemVer) => BigInt(major))
    .registerFunction("Semver.minor(): int", ({ minor }: SemVer) => BigInt(minor))
    .registerFunction("Semver.patch(): int", ({ patch }: SemVer) => BigInt(patch))
    .registerFunction("Semver.isGreaterThan(Semver): bool", (a: SemVer, b: SemVer) => compare(a, b) > 0)
    .registerFunction("Semver.isLessThan(Semver): bool", (a: SemVer, b: SemVer) => compare(a, b) < 0)
    .registerFunction("Semver.compareTo(Semver): int", (a: SemVer, b: SemVer) => BigInt(compare(a, b)))
    .registerOperator("Semver == Semver", (a: SemVer, b: SemVer) => compare(a, b) === 0);
}

/** Exactly as written: neither blanks nor a `v` before it are read. */
function versionOf(text: string): SemVer | undefined {
  return /^\d/.test(text) && text === text.trim() && valid(text) !== null ? new SemVer(text) : undefined;
}

function parsed(text: string): SemVer {
  const version = versionOf(text);
  if (version === undefined) throw new Error(`No Major.Minor.Patch elements found in ${JSON.stringify(text)}`);
  return version;
}

/** `v1.02` as `1.2.0`. */
function completed(text: string): string {
  const parts = text.replace(/^v/, "").split(".");
  const [major = "", minor, ...rest] = parts;
  const last = rest.length === 0 ? undefined : rest.join(".");
  if (last === undefined && /[+-]/.test(minor ?? major)) return "";
  return [major, minor ?? "0", last ?? "0"].map((part) => part.replace(/^0+(?=\d)/, "")).join(".");
}
