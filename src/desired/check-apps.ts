import { environmentPath, type Issue } from "../environment/index.ts";
import type { FileTree } from "../lib/index.ts";
import type { DesiredState } from "./desired-state.ts";

/** A warning for each environment whose cluster would follow a folder that is not in this repository, or is empty. */
export async function checkApps(tree: FileTree, states: readonly DesiredState[]): Promise<readonly Issue[]> {
  const found = await Promise.all(
    states.map(async ({ environment, sync }): Promise<readonly Issue[]> => {
      // Another repository's folders are its own business.
      if (!sync || sync.repository !== undefined || sync.suspend) return [];
      const folder = sync.path.replace(/^\.\//, "");
      if ((await tree.list(folder)).length > 0) return [];
      const message = `${folder} holds nothing, and its cluster would wait for it; add manifests, or name another folder in spec.sync.path`;
      const place = { file: environmentPath(environment), line: 1, column: 1 };
      return [{ ...place, severity: "warning", code: "no-apps", path: "", message }];
    }),
  );
  return found.flat();
}
