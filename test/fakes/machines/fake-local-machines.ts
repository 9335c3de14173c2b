import type { LocalAccess, LocalMachines, LocalMachinesRequest } from "../../../src/playbook/index.ts";

/** Machines of a local cloud that all stand, and that no command leads to in earnest. Keeps what it was asked. */
export function fakeLocalMachines(
  changed: Partial<LocalAccess> = {},
): LocalMachines & { readonly asked: LocalMachinesRequest[] } {
  const asked: LocalMachinesRequest[] = [];
  return {
    asked,
    open(request) {
      asked.push(request);
      const { machines, user = "admin" } = request;
      return Promise.resolve({
        user,
        privateKeyFile: "/local/client",
        knownHostsFile: "/local/known_hosts",
        commands: new Map(machines.map(({ key, name }) => [key, ["enter", name]])),
        interpreter: "/usr/bin/python3",
        ...changed,
      });
    },
  };
}
