import type { ResourceProvider } from "../../provider/index.ts";
import { PackageFacts } from "./logical/index.ts";

/** The packages without a cloud, by name. A package's code is loaded when a program first uses it: most programs never do. */
export function logicalPackages(): Record<"random" | "tls", LogicalPackage> {
  return {
    random: {
      version: new PackageFacts("random").version,
      make: async () => (await import("./random/index.ts")).randomProvider(),
    },
    tls: {
      version: new PackageFacts("tls").version,
      make: async () => (await import("./tls/index.ts")).tlsProvider(),
    },
  };
}

interface LogicalPackage {
  /** Of the installed package, which its facts were generated from. */
  readonly version: string;
  make(): Promise<ResourceProvider>;
}
