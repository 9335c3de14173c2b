import path from "node:path";
import { systemClock } from "../../lib/index.ts";
import { ForgeNotConfigured } from "../errors.ts";
import { cloneAt } from "./clone-at.ts";
import type { KnownForge } from "./known-forge.ts";

export const local: KnownForge = {
  name: "local",
  async open({ flags, given, cwd, environment }) {
    const folder = flags.forgeUrl ?? given("GROUNDWORK_FORGE_URL");
    const repository = flags.repository ?? given("GROUNDWORK_FORGE_REPOSITORY");
    if (folder === undefined || repository === undefined)
      throw new ForgeNotConfigured({
        forge: "local",
        missing: [
          ...(folder === undefined ? ["--forge-url <folder>"] : []),
          ...(repository === undefined ? ["--repository <folder of a bare repository>"] : []),
        ],
      });
    const [{ localForge }, git] = await Promise.all([
      import("../../forge/local/index.ts"),
      cloneAt({ cwd, environment }),
    ]);
    return localForge({
      ...(git && { clone: git.clone }),
      folder: path.resolve(cwd, folder),
      repository: path.resolve(cwd, repository),
      user: given("GROUNDWORK_FORGE_USER") ?? "groundwork",
      clock: systemClock,
      environment,
    });
  },
  changeRequestOfCi: () => undefined,
  tokenVariables: () => [],
};
