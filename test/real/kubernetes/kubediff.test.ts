import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, inject } from "vitest";
import type { ObjectVerdict } from "../../../src/change/index.ts";
import { admissionCases } from "../../contract/kubediff/admission.ts";
import { agent, type KubediffCase } from "../../contract/kubediff/cases.ts";
import { kubediffContract, type SecondOpinion } from "../../contract/kubediff/contract.ts";
import { exactDefinitionCases } from "../../contract/kubediff/definitions.ts";
import { kubeconfigOf } from "../../contract/kubediff/kubeconfig-of.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { startApiServer } from "./api-server.ts";
import { startWebhooks } from "./webhooks.ts";

const executables = realExecutables("etcd", "kubeApiServer");
const kubectl = (process.env["PATH"] ?? "")
  .split(path.delimiter)
  .map((folder) => path.join(folder, "kubectl"))
  .find((file) => existsSync(file));
const found =
  "missing" in executables
    ? executables
    : kubectl === undefined
      ? { missing: "kubectl is not on the PATH" }
      : { ...executables, kubectl };

describeWith("kube-apiserver and kubectl", "kubediff", found, (parts) => {
  kubediffContract(
    "kube-apiserver",
    async () => {
      const server = await startApiServer(parts(), await mkdtemp(path.join(inject("runFolder"), "kubediff-")));
      const webhooks = await startWebhooks();
      return {
        connection: server.connection,
        kubeconfig: kubeconfigOf({ server: server.url, token: server.token }),
        filled: (text) => text.replaceAll("$WEBHOOKS", webhooks.url).replaceAll("$CA", webhooks.caBundle),
        async stop() {
          await server.stop();
          await webhooks.stop();
        },
      };
    },
    { more: [...exactDefinitionCases, ...admissionCases], secondOpinion: agreement(() => parts().kubectl) },
  );
});

/** The exact mode and `kubectl diff --server-side` say the same, but where a case says why not. */
function agreement(executable: () => string): SecondOpinion {
  return async (one, manifests, { kubeconfig }) => {
    const folder = await mkdtemp(path.join(inject("runFolder"), "kubectl-"));
    const [config, file] = [path.join(folder, "kubeconfig"), path.join(folder, "manifests.yaml")];
    await writeFile(config, kubeconfig, { mode: 0o600 });
    await writeFile(file, manifests);
    const args = ["diff", "--server-side", "--force-conflicts", `--field-manager=${agent}`, "--filename", file];
    const said = await exitOf(executable(), [...args, "--kubeconfig", config], folder);
    expect(verdicts[said] ?? "unknown", "kubectl").toBe(opinionOf(one));
  };
}

const verdicts: Readonly<Record<number, ObjectVerdict>> = { 0: "in-sync", 1: "diverged" };

const opinionOf = ({ kubectl, exact }: KubediffCase): ObjectVerdict => (kubectl ?? exact).verdict;

async function exitOf(command: string, args: readonly string[], home: string): Promise<number> {
  return await new Promise((resolve, reject) => {
    const environment = { PATH: process.env["PATH"] ?? "", HOME: home };
    execFile(command, args, { env: environment }, (error) => {
      if (error === null) resolve(0);
      else if (typeof error.code === "number") resolve(error.code);
      else reject(error);
    });
  });
}
