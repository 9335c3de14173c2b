import type { LocalCloud } from "../local/index.ts";
import type { LocalMachines } from "../playbook/index.ts";

/** The machines of a local cloud, by the ids that Compute Engine gives them. */
export function localMachines(cloud: Pick<LocalCloud, "openMachines">): LocalMachines {
  return {
    async open({ machines, project, user }) {
      const byId = new Map(
        machines.map(({ key, name, zone }) => [`projects/${project}/zones/${zone}/instances/${name}`, key]),
      );
      const access = await cloud.openMachines({
        ids: [...byId.keys()],
        forPlaybooks: true,
        ...(user !== undefined && { user }),
      });
      const commands = Object.entries(access.commands).map(([id, command]) => [byId.get(id) ?? id, command] as const);
      return { ...access, commands: new Map(commands) };
    },
  };
}
