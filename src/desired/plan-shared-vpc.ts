import type { DesiredSharedVpc } from "./access-values.ts";
import type { Planning } from "./planning.ts";

export function planSharedVpc(planning: Planning): { readonly sharedVpc?: DesiredSharedVpc } {
  const { cloud, network } = planning.environment;
  if (network.sharedVpc === undefined) return {};
  const protect = planning.protects("network");
  return {
    sharedVpc: {
      host: { key: "host", protect, args: { project: cloud.project } },
      services: network.sharedVpc.serviceProjects.map((serviceProject) => ({
        key: serviceProject,
        protect,
        args: { serviceProject },
      })),
    },
  };
}
