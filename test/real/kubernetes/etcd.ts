import path from "node:path";
import { freePorts, ServerProcess } from "../servers/index.ts";

/** A store for one API server, gone with its folder. */
export interface Etcd {
  /** Where clients reach it. */
  readonly url: string;
  stop(): Promise<void>;
}

/** @throws {ServerNotReady} */
export async function startEtcd(executable: string, folder: string): Promise<Etcd> {
  const [clientPort, peerPort] = await freePorts(2);
  const url = `http://127.0.0.1:${clientPort}`;
  const peers = `http://127.0.0.1:${peerPort}`;
  const server = await ServerProcess.start({
    title: "etcd",
    command: executable,
    args: [
      `--data-dir=${path.join(folder, "etcd")}`,
      `--listen-client-urls=${url}`,
      `--advertise-client-urls=${url}`,
      `--listen-peer-urls=${peers}`,
      `--initial-advertise-peer-urls=${peers}`,
      `--initial-cluster=default=${peers}`,
      "--log-level=warn",
      // What is written need not survive the machine.
      "--unsafe-no-fsync",
    ],
    environment: { PATH: process.env["PATH"] ?? "" },
    isReady: async () => (await fetch(`${url}/health`)).status === 200,
  });
  return { url, stop: async () => await server.stop() };
}
