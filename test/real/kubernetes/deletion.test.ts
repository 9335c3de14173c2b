import { deletionContract } from "../../contract/kubernetes-api/deletion-contract.ts";
import { describeWithControllers } from "./index.ts";

describeWithControllers("deletions", (server) => {
  deletionContract("kube-apiserver", async () => ({ target: server(), stop: async () => Promise.resolve() }));
});
