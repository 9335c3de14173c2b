import type { Reason } from "../../../change/index.ts";
import { type DeclarationIndex, environmentsFolder } from "../../../environment/index.ts";
import type { FileChange } from "../../../git/index.ts";

/** Environments whose sync agent is installed from changed files. Those in an environment's own folder count as its own already. */
export async function agentManifestChanges(
  changes: readonly FileChange[],
  names: readonly string[],
  index: DeclarationIndex,
): Promise<ReadonlyMap<string, readonly Reason[]>> {
  const paths = changes.map(({ path }) => path);
  const found = await Promise.all(
    names.map(async (name): Promise<readonly [string, readonly Reason[]]> => {
      const from = (await index.linksOf(name))?.fluxManifests;
      if (from === undefined) return [name, []];
      const reasons = paths
        .filter((path) => path === from || path.startsWith(`${from}/`))
        .filter((path) => !path.startsWith(`${environmentsFolder}/${name}/`))
        .map((path): Reason => ({ kind: "agent-manifest", layer: "infrastructure", path }));
      return [name, reasons];
    }),
  );
  return new Map(found.filter(([, reasons]) => reasons.length > 0));
}
