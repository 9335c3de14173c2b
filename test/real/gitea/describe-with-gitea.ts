import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import { RealGitea } from "./gitea-server.ts";

/** A `describe` with one Gitea for all of its tests; they are all skipped, with the reason, where Gitea is missing. */
export function describeWithGitea(title: string, body: (gitea: () => RealGitea) => void): void {
  describeWith("Gitea", title, realExecutables("gitea"), (executables) => {
    let server: RealGitea;
    beforeAll(async () => {
      const folder = await mkdtemp(path.join(inject("runFolder"), "gitea-"));
      server = await RealGitea.start(executables().gitea, folder);
    });
    afterAll(async () => await server.stop());
    body(() => server);
  });
}
