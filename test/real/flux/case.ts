import type { RestApi } from "../../../src/kubernetes/client/index.ts";
import type { HttpClient } from "../../contract/kubernetes-api/http-client.ts";

/** Files by their path below the folder of the case. */
export type Files = Readonly<Record<string, string>>;

/** One of the two clusters, while a case changes it as a person would. */
export interface Cluster {
  readonly api: RestApi;
  readonly http: HttpClient;
  /** The namespace of the case's objects. */
  readonly namespace: string;
}

/** What is committed, and what happens in the cluster before it is. */
export interface Round {
  readonly files: Files;
  readonly before?: (cluster: Cluster) => Promise<void>;
}

/** What both agents are given, round after round, and whether they are to do the same. */
export interface Case {
  /** A sentence's end, after the agent's name. */
  readonly title: string;
  /** A DNS label, unique among all cases: the folder, the namespace, the name of the `Kustomization`. */
  readonly id: string;
  /** On top of the path and of `prune: true`. By name where there are several; `""` is the case's id. */
  readonly kustomizations?: Readonly<Record<string, object>>;
  readonly rounds: readonly Round[];
  /** Names of ConfigMaps that are looked at although no inventory has them. */
  readonly lookAt?: readonly string[];
  /** Where the two are meant to differ: why, and how each `Kustomization` of ours ends each round. */
  readonly intended?: { readonly why: string; readonly flux: readonly string[]; readonly ours: readonly string[] };
}
