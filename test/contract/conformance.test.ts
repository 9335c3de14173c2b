import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { conformance, LoopbackGit, type Setting } from "../conformance/index.ts";
import { TestAgent } from "../scenario/agent-harness/agent-process.ts";
import { testCluster } from "../scenario/agent-harness/index.ts";

conformance("Groundwork's agent on the local API server", async (): Promise<Setting> => {
  const folder = await mkdtemp(path.join(tmpdir(), "conformance-"));
  const [cluster, git] = await Promise.all([testCluster(), LoopbackGit.start(path.join(folder, "git"))]);
  const { api, kubeconfig } = cluster;
  return {
    api,
    branch: (name) => git.branch(name),
    agent: {
      start: async () => {
        const flags = ["--namespace=default", "--lease-duration=3s", `--storage-path=${path.join(folder, "storage")}`];
        const agent = new TestAgent([`--kubeconfig=${kubeconfig}`, ...flags], {});
        return await Promise.resolve({ kill: () => agent.end("SIGKILL"), stop: () => agent.end() });
      },
    },
    withoutGit: (meanwhile) => git.without(meanwhile),
    withoutApiServer: async (meanwhile) => {
      const { start } = await cluster.restart();
      await meanwhile();
      await start();
    },
    stop: async () => {
      await Promise.all([git.stop(), cluster.stop()]);
      await rm(folder, { recursive: true });
    },
  };
});
