import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { RestApi, RestClient } from "../../src/kubernetes/client/index.ts";
import { activeCluster, connectionOf, readKubeconfig } from "../../src/kubernetes/kubeconfig/index.ts";
import { conformance, type Setting } from "./index.ts";
import { PushedGit } from "./pushed-git.ts";

const kubeconfig = given("GROUNDWORK_CONFORMANCE_KUBECONFIG", "a kubeconfig of the cluster in which the agent runs");
const remote = given("GROUNDWORK_CONFORMANCE_REPOSITORY", "an address of a repository that git may push to");
const url = process.env["GROUNDWORK_CONFORMANCE_FETCHED"] ?? remote;

conformance(
  "the agent that is given",
  async (): Promise<Setting> => {
    const folder = await mkdtemp(path.join(tmpdir(), "conformance-"));
    const client = new RestClient(await connectionOf(activeCluster(await readKubeconfig(kubeconfig))));
    const git = new PushedGit(folder, remote, url);
    return {
      api: new RestApi(client, { fieldManager: "conformance" }),
      branch: (name) => git.branch(name),
      stop: async () => {
        await git.stop();
        client.close();
        await rm(folder, { recursive: true });
      },
    };
  },
  { killsTheAgent: false, takesGitAway: false, takesTheApiServerAway: false },
);

function given(variable: string, what: string): string {
  const value = process.env[variable];
  if (value === undefined || value === "") throw new Error(`${variable} is not set. Set it to ${what}.`);
  return value;
}
