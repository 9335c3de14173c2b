import { keptPromise } from "../../../src/lib/index.ts";
import { conformance } from "../../conformance/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { freePorts } from "../servers/index.ts";
import { conformanceMeans, conformanceSetting, everyNamespace, type Side, startFlux } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");

describeWith("kube-apiserver", "Flux keeps the principles of GitOps", found, (executables) => {
  const ports = keptPromise(() => freePorts(5));
  const start = async (side: Side) =>
    await startFlux(executables(), side, { ...everyNamespace, more: [], ports: await ports() });
  // kustomize-controller 1.9.6 writes its inventory after it has applied: of 7 objects after which it was killed in between, 5 stayed for good.
  const means = { ...conformanceMeans, notesObjectsFirst: false };
  conformance("Flux's controllers", () => conformanceSetting(executables(), start), means);
});
