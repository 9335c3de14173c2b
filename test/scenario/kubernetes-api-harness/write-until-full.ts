import { messageOf } from "../../../src/lib/index.ts";
import { type ClusterApi, clusterHost } from "../../../src/local/cluster/api-server/index.ts";

/**
 * Started as a process that may not write large files: creates ConfigMaps in the home given until one is refused, then a small
 * one, says as JSON which were acknowledged and how the one was refused, and ends.
 */
const [, , home = ""] = process.argv;
process.on("SIGXFSZ", () => undefined);
const host = await clusterHost({
  home,
  onClusterStarted: async (_, api) => {
    process.stdout.write(JSON.stringify(await fill(api)));
    return { stop: () => Promise.resolve() };
  },
});
await host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] });
await host.stop();

async function fill(api: ClusterApi): Promise<{ readonly made: readonly string[]; readonly refusal: string }> {
  const made: string[] = [];
  const create = (name: string, data: object) =>
    api.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" }, data });
  try {
    for (;;) {
      const name = `cm-${made.length}`;
      await create(name, { text: "x".repeat(40_000) });
      made.push(name);
    }
  } catch (thrown) {
    await create("small", {});
    return { made, refusal: messageOf(thrown) };
  }
}
