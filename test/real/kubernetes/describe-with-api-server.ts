import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { describeWith, realExecutables } from "../executables.ts";
import { type RealApiServer, startApiServer } from "./api-server.ts";

/** A `describe` with one kube-apiserver for all of its tests; they are all skipped, with the reason, where it is missing. */
export function describeWithApiServer(title: string, body: (server: () => RealApiServer) => void): void {
  const found = realExecutables("etcd", "kubeApiServer");
  describeWith("kube-apiserver", title, found, (executables) => {
    let server: RealApiServer;
    beforeAll(async () => {
      server = await startApiServer(executables(), await mkdtemp(path.join(inject("runFolder"), "kubernetes-")));
    });
    afterAll(async () => await server.stop());
    body(() => server);
  });
}
