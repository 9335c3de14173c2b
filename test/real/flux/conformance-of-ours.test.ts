import { conformance } from "../../conformance/index.ts";
import { describeWith, realExecutables } from "../executables.ts";
import { conformanceMeans, conformanceSetting, everyNamespace, type Side, startOurs } from "./index.ts";

const found = realExecutables("etcd", "kubeApiServer", "sourceController", "kustomizeController");

describeWith("kube-apiserver", "our agent keeps the principles of GitOps", found, (executables) => {
  const start = async (side: Side) => await Promise.resolve(startOurs(side, everyNamespace));
  conformance("Groundwork's agent", () => conformanceSetting(executables(), start), conformanceMeans);
});
