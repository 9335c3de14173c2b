import { conformance } from "../../conformance/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { conformanceMeans, conformanceSetting, everyNamespace, type Side, startFlux } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");

describeWith("kube-apiserver", "Flux keeps the principles of GitOps", found, (executables) => {
  const start = (side: Side) =>
    startFlux(executables(), side, { ...everyNamespace, more: ["--requeue-dependency=1s"] });
  conformance("Flux's controllers", () => conformanceSetting(executables(), start), conformanceMeans);
});
