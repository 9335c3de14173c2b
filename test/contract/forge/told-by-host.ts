import type { ForgeWorld } from "./forge-world.ts";
import type { scratchClone } from "./scratch-clone.ts";

/** What a fake notes of the requests that it got; a real forge notes nothing. */
interface NotingHost {
  readonly writes?: readonly string[];
  readonly unexpected?: readonly string[];
}

/** What every world knows from its host and from its clone. Requests are counted from now on. */
export function toldByHost(
  host: NotingHost,
  clone: Awaited<ReturnType<typeof scratchClone>>,
): Pick<ForgeWorld, "writesOfForge" | "parentsOf" | "end"> {
  let counted = host.writes?.length ?? 0;
  return {
    writesOfForge() {
      if (!host.writes) return undefined;
      const since = host.writes.length - counted;
      counted = host.writes.length;
      return since;
    },
    async parentsOf(commit) {
      await clone.git("fetch", "--quiet", "origin");
      return (await clone.git("rev-list", "--parents", "-1", commit)).split(" ").slice(1);
    },
    async end() {
      await clone.remove();
      const { unexpected = [] } = host;
      if (unexpected.length > 0) throw new Error(`unexpected requests: ${unexpected.join(", ")}`);
    },
  };
}
