import { createRequire } from "node:module";
import type * as yaml from "@pulumi/kubernetes/yaml/yaml.js";
import type { InstallFlux } from "./sync.ts";

const installation = "https://github.com/fluxcd/flux2/releases/download/v2.9.4/install.yaml";

/** Flux as it is released. The package is loaded when it is used, because it loads every kind of Kubernetes. */
export const installFlux: InstallFlux = (parent) => {
  // An `import()` would be an ECMAScript module's, for which Node loads no TypeScript in this program.
  const { ConfigFile } = createRequire(import.meta.url)("@pulumi/kubernetes/yaml/yaml.js") as typeof yaml;
  return [new ConfigFile("flux", { file: installation }, { parent })];
};
