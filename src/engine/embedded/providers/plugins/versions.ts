import semver, { type SemVer } from "semver";

/** A version as Pulumi's plugins write it, with or without `v`, of one to three numbers; `undefined` for anything else. */
export function parseVersion(text: string | undefined): SemVer | undefined {
  const plain = text?.trim().replace(/^v/u, "") ?? "";
  const full = /^\d+$/u.test(plain) ? `${plain}.0.0` : /^\d+\.\d+$/u.test(plain) ? `${plain}.0` : plain;
  return semver.parse(full, { loose: true }) ?? undefined;
}
