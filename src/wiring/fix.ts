import type { CheckResult } from "../change/index.ts";
import { installationFolder, installCli } from "../engine/automation/index.ts";

/** Installs what a check of {@link diagnose} found missing and can be installed: the Pulumi CLI. @throws {CliNotInstalled} */
export async function fix({ name }: CheckResult, environment: NodeJS.ProcessEnv): Promise<string> {
  const folder = installationFolder(environment);
  if (name !== "pulumi" || folder === undefined) return `Nothing can be installed for ${name}.`;
  const { file, version } = await installCli(folder);
  return `Installed the Pulumi CLI ${version} as ${file}.`;
}
