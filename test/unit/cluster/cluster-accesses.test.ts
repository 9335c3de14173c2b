import { describe, expect, it } from "vitest";
import { clusterAccesses } from "../../../src/cluster/stack-outputs/index.ts";

const local = { home: "/cloud", kubeconfig: async (id: string) => await Promise.resolve(`kubeconfig of ${id}`) };
const output = (value: unknown) => ({ value, secret: false });
const sync = output({ cluster: "main", namespace: "flux-system", name: "dev" });
const clusters = output([{ key: "main", id: "projects/p/clusters/dev-main", name: "dev-main", kubeconfig: "its own" }]);
const at = { namespace: "flux-system", name: "dev" };

describe("how the cluster of a stack is reached", () => {
  it("is by its own kubeconfig in a real cloud, and by the local cloud's in a rehearsal", async () => {
    const real = clusterAccesses(local, false);
    expect(await real.of({ sync, clusters }, { kind: "gcp" })).toEqual([
      { name: "dev-main", kubeconfig: "its own", sync: at },
    ]);
    const [rehearsed] = await clusterAccesses(local, true).of({ sync, clusters }, { kind: "gcp" });
    expect(rehearsed?.kubeconfig).toBe("kubeconfig of projects/p/clusters/dev-main");
  });

  it("is by the kubeconfig that the environment names, also where the rest of it is local", async () => {
    const outputs = { sync, clusters: output([]), syncKubeconfig: { value: "given", secret: true } };
    expect(await clusterAccesses(local, false).of(outputs, { kind: "local" })).toEqual([
      { name: "main", kubeconfig: "given", sync: at },
    ]);
  });

  it("is not known of a stack without a sync", async () => {
    expect(await clusterAccesses(local, false).of({ clusters }, { kind: "gcp" })).toEqual([]);
  });
});
