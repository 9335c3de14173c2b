import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type Connection, RestClient, tokenConnection } from "../../../src/kubernetes/client/index.ts";
import { freePorts, ServerProcess } from "../servers/index.ts";
import { startEtcd } from "./etcd.ts";

/**
 * A kube-apiserver with its store. Without {@link startControllers} nothing collects garbage, and no namespace ever ends.
 */
export interface RealApiServer {
  /** `https://127.0.0.1:<port>` */
  readonly url: string;
  /** Of a member of `system:masters`. */
  readonly token: string;
  readonly connection: Connection;
  stop(): Promise<void>;
}

/** No secret: the server is on loopback, and gone with its test. */
const token = "token-of-a-test";

/**
 * @param executables of etcd and kube-apiserver
 * @param folder an empty folder
 * @throws {ServerNotReady}
 */
export async function startApiServer(
  executables: { readonly etcd: string; readonly kubeApiServer: string },
  folder: string,
): Promise<RealApiServer> {
  const etcd = await startEtcd(executables.etcd, folder);
  try {
    const [port = 0] = await freePorts(1);
    const url = `https://127.0.0.1:${port}`;
    const connection = { ...tokenConnection({ server: url, token }), insecureSkipTlsVerify: true };
    const server = await ServerProcess.start({
      title: "kube-apiserver",
      command: executables.kubeApiServer,
      args: await flags({ folder, port, store: etcd.url }),
      environment: { PATH: process.env["PATH"] ?? "", HOME: folder },
      isReady: async () => await answersReady(connection, "/readyz"),
    });
    return {
      url,
      token,
      connection,
      async stop() {
        await server.stop();
        await etcd.stop();
      },
    };
  } catch (error) {
    await etcd.stop();
    throw error;
  }
}

async function flags(of: {
  readonly folder: string;
  readonly port: number;
  readonly store: string;
}): Promise<readonly string[]> {
  const key = path.join(of.folder, "service-accounts.key");
  const tokens = path.join(of.folder, "tokens.csv");
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  await writeFile(key, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  await writeFile(tokens, `${token},admin,admin-uid,"system:masters"\n`, { mode: 0o600 });
  return [
    `--etcd-servers=${of.store}`,
    `--cert-dir=${path.join(of.folder, "certificates")}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${of.port}`,
    // An address on loopback is none that it would announce to a cluster.
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.96.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    `--token-auth-file=${tokens}`,
    "--authorization-mode=RBAC",
    // It waits for a namespace's service account, which only a controller makes.
    "--disable-admission-plugins=ServiceAccount",
    "--allow-privileged=true",
    "--profiling=false",
  ];
}

/** Whether one of Kubernetes' servers says at this path that it works. @throws while it does not listen */
export async function answersReady(connection: Connection, path: string): Promise<boolean> {
  const client = new RestClient(connection, { retryDelays: [] });
  try {
    return (await client.text({ method: "GET", path })) === "ok";
  } finally {
    client.close();
  }
}
