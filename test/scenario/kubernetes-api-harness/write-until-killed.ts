import { clusterHost } from "../../../src/local/cluster/api-server/index.ts";

/** Started as a process: creates ConfigMaps in the home given, says the name of each that was acknowledged, never ends. */
const [, , home = ""] = process.argv;
await clusterHost({
  home,
  onClusterStarted: async (_, api) => {
    for (let count = 0; ; count += 1) {
      const name = `cm-${count}`;
      await api.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } });
      process.stdout.write(`${name}\n`);
      // Requests of clients arrive in turns of the event loop of their own.
      await new Promise((resolve) => setImmediate(resolve));
    }
  },
}).then((host) => host.ensure({ id: "projects/p/locations/l/clusters/c", version: "v1.34.1", nodes: [] }));
