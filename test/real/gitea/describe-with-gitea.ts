import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import type { PartKey } from "../parts/index.ts";
import { RealGitea } from "./gitea-server.ts";

/**
 * A `describe` with one Gitea for all of its tests; they are all skipped, with the reason, where Gitea is missing.
 *
 * @param besides executables without which they are skipped as well, and whose paths `found` gives
 */
export function describeWithGitea<Key extends PartKey = never>(
  title: string,
  body: (gitea: () => RealGitea, found: () => Readonly<Record<Key, string>>) => void,
  ...besides: readonly Key[]
): void {
  describeWith("Gitea", title, realExecutables<"gitea" | Key>("gitea", ...besides), (executables) => {
    let server: RealGitea;
    beforeAll(async () => {
      const folder = await mkdtemp(path.join(inject("runFolder"), "gitea-"));
      server = await RealGitea.start(executables().gitea, folder);
    });
    afterAll(async () => await server.stop());
    body(() => server, executables);
  });
}
