import path from "node:path";
import type { ForgeFlags, OpenedForge } from "../cli/index.ts";
import { giteaForge } from "../forge/gitea/index.ts";
import type { Forge } from "../forge/index.ts";
import { localForge } from "../forge/local/index.ts";
import { systemClock } from "../lib/index.ts";
import { type ForgeSettings, forgeSettings } from "./forge-settings.ts";

/** The forge that flags or environment variables name. */
export async function openForge(
  flags: ForgeFlags,
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<OpenedForge | undefined> {
  const settings = forgeSettings(flags, environment);
  if (!settings) return undefined;
  const { changeRequest } = settings;
  return { forge: forgeOf(settings, cwd, environment), ...(changeRequest !== undefined && { changeRequest }) };
}

function forgeOf(settings: ForgeSettings, cwd: string, environment: NodeJS.ProcessEnv): Forge {
  if (settings.name === "gitea") return giteaForge(settings);
  const { user, folder, repository } = settings;
  return localForge({
    folder: path.resolve(cwd, folder),
    repository: path.resolve(cwd, repository),
    user,
    clock: systemClock,
    environment,
  });
}
