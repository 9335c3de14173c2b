import type { Resource } from "../client/index.ts";
import { kustomizeGroup, notificationGroup, sourceGroup } from "./names.ts";

export const gitRepositories: Resource = {
  group: sourceGroup,
  version: "v1",
  plural: "gitrepositories",
  kind: "GitRepository",
  namespaced: true,
};

export const kustomizations: Resource = {
  group: kustomizeGroup,
  version: "v1",
  plural: "kustomizations",
  kind: "Kustomization",
  namespaced: true,
};

export const receivers: Resource = {
  group: notificationGroup,
  version: "v1",
  plural: "receivers",
  kind: "Receiver",
  namespaced: true,
};

/** What objects of Flux's API name by a `secretRef`. */
export const secrets: Resource = { group: "", version: "v1", plural: "secrets", kind: "Secret", namespaced: true };
