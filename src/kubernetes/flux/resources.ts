import type { Resource } from "../client/index.ts";
import { kustomizeGroup, sourceGroup } from "./names.ts";

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
