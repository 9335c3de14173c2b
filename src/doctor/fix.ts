import type { CheckResult } from "../change/index.ts";

/** What can be installed on this machine. */
export interface FixParts {
  /** Absent where there is no folder to install the Pulumi CLI into. @throws {GroundworkError} when it was not installed. */
  readonly installPulumi?: () => Promise<{ readonly file: string; readonly version: string }>;
}

/** Installs what a check found missing, and gives one line about what was done. @throws what the installation throws. */
export async function fix({ name }: CheckResult, { installPulumi }: FixParts): Promise<string> {
  if (name !== "pulumi" || !installPulumi) return `Nothing can be installed for ${name}.`;
  const { file, version } = await installPulumi();
  return `Installed the Pulumi CLI ${version} as ${file}.`;
}
