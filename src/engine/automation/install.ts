import { messageOf } from "../../lib/index.ts";
import { CliNotInstalled } from "./errors.ts";

/** Downloads and installs a CLI below a folder. */
type Installer = (into: { readonly root: string }) => Promise<{ readonly command: string; readonly version: unknown }>;

/** Loaded when it is asked for: it brings a compiler and a package manager with it, a second that every command would pay. */
const pulumisOwn: Installer = async (into) => {
  const { default: automation } = await import("@pulumi/pulumi/automation/index.js");
  return await automation.PulumiCommand.install(into);
};

/**
 * Installs the CLI of the SDK's version into `folder`, as `bin/pulumi`, with Pulumi's own installer. Leaves one that is new enough.
 *
 * @throws {CliNotInstalled}
 */
export async function installCli(
  folder: string,
  install: Installer = pulumisOwn,
): Promise<{ readonly file: string; readonly version: string }> {
  try {
    const { command, version } = await install({ root: folder });
    return { file: command, version: String(version) };
  } catch (error) {
    throw new CliNotInstalled({ folder, problem: messageOf(error) }, { cause: error });
  }
}
