import { mkdtemp } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { cleaningUp } from "../../../src/lib/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { type RealApiServer, startApiServer } from "./api-server.ts";
import { type Controllers, startControllers } from "./controllers.ts";

const newFolder = async () => await mkdtemp(path.join(inject("runFolder"), "kubernetes-"));

/** A `describe` with one kube-apiserver for all of its tests; they are all skipped, with the reason, where it is missing. */
export function describeWithApiServer(title: string, body: (server: () => RealApiServer) => void): void {
  const found = realExecutables("etcd", "kubeApiServer");
  describeWith("kube-apiserver", title, found, (executables) => {
    let server: RealApiServer;
    beforeAll(async () => {
      server = await startApiServer(executables(), await newFolder());
    });
    afterAll(async () => await server.stop());
    body(() => server);
  });
}

/** As {@link describeWithApiServer}, with what carries out deletions. */
export function describeWithControllers(title: string, body: (server: () => RealApiServer) => void): void {
  const found = realExecutables("etcd", "kubeApiServer", "kubeControllerManager");
  describeWith("kube-apiserver and kube-controller-manager", title, found, (executables) => {
    let server: RealApiServer;
    let controllers: Controllers;
    beforeAll(async () => {
      server = await startApiServer(executables(), await newFolder());
      controllers = await startControllers(executables().kubeControllerManager, server, await newFolder());
    });
    afterAll(
      async () =>
        await cleaningUp(
          async () => await controllers.stop(),
          async () => await server.stop(),
        ),
    );
    body(() => server);
  });
}
