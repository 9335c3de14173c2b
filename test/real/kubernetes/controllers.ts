import { writeFile } from "node:fs/promises";
import path from "node:path";
import { kubeconfigOf } from "../../contract/kubediff/kubeconfig-of.ts";
import { freePorts, ServerProcess } from "../servers/index.ts";
import { answersReady, type RealApiServer } from "./api-server.ts";

/** Controllers of Kubernetes at work on an API server. */
export interface Controllers {
  stop(): Promise<void>;
}

/** Those that carry out deletions, and none that would change objects of a test otherwise. */
const controllers = ["garbage-collector-controller", "namespace-controller"];

/**
 * Lets kube-controller-manager collect garbage and end namespaces.
 *
 * @param executable of kube-controller-manager
 * @param folder an empty folder
 * @throws {ServerNotReady}
 */
export async function startControllers(executable: string, at: RealApiServer, folder: string): Promise<Controllers> {
  const [port = 0] = await freePorts(1);
  const kubeconfig = path.join(folder, "controllers.kubeconfig");
  await writeFile(kubeconfig, kubeconfigOf({ server: at.url, token: at.token }), { mode: 0o600 });
  const own = { ...at.connection, server: new URL(`https://127.0.0.1:${port}`) };
  return await ServerProcess.start({
    title: "kube-controller-manager",
    command: executable,
    args: [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.join()}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      `--cert-dir=${path.join(folder, "certificates")}`,
      "--profiling=false",
    ],
    environment: { PATH: process.env["PATH"] ?? "", HOME: folder },
    isReady: async () => await answersReady(own, "/healthz"),
  });
}
