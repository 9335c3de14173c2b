import { ConfigFile } from "@pulumi/kubernetes/yaml/yaml.js";
import type { InstallFlux } from "./sync.ts";

const installation = "https://github.com/fluxcd/flux2/releases/download/v2.9.4/install.yaml";

/** Flux as it is released. Apart from the other components, because this import loads every kind of Kubernetes. */
export const installFlux: InstallFlux = (parent) => [new ConfigFile("flux", { file: installation }, { parent })];
