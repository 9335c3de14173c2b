import { isIP } from "node:net";
import { setMember, shellWord } from "../../../lib/index.ts";
import { InventoryUnusable } from "../../errors.ts";
import type { Machine, MachineConnection } from "../../machine-comparison.ts";

/** How machines are reached, with the files of this machine that it takes. */
export interface KeyedConnection extends MachineConnection {
  /** Absent: the keys of the agent at `SSH_AUTH_SOCK`. */
  readonly privateKeyFile?: string;
  /** Keys of hosts, in the format of OpenSSH. A machine with another key, or none here, is not spoken to. */
  readonly knownHostsFile: string;
  /** By the key of a machine, the command that leads to it, for machines of the local cloud. */
  readonly commands?: ReadonlyMap<string, readonly string[]>;
  /** Of Python, on the machines. Absent: Ansible looks for one. */
  readonly interpreter?: string;
}

/** An inventory of Ansible, as its JSON is written. */
export interface Inventory {
  readonly all: {
    readonly hosts: Readonly<Record<string, Readonly<Record<string, string>>>>;
    readonly children: Readonly<Record<string, { readonly hosts: Readonly<Record<string, object>> }>>;
  };
}

/**
 * Machines by their keys, in groups: `web` for the machine group, `zone_europe_west1_b`, `label_tier_front`. Names of groups have
 * underscores in the place of what Ansible does not allow in them.
 *
 * @throws {InventoryUnusable} naming every machine whose name or address is none, and groups that would be one
 */
export function inventoryOf(machines: readonly Machine[], connection: KeyedConnection): Inventory {
  const problems = [...problemsOf(machines), ...problemsOfGroups(machines), ...problemsOfConnection(connection)];
  if (problems.length > 0) throw new InventoryUnusable({ problems });
  const hosts: Record<string, Readonly<Record<string, string>>> = {};
  const groups = new Map<string, Record<string, object>>();
  for (const machine of machines) {
    setMember(hosts, machine.key, variablesOf(machine, connection));
    for (const group of groupsOf(machine)) {
      const members = groups.get(group) ?? {};
      groups.set(group, members);
      setMember(members, machine.key, {});
    }
  }
  const children = Object.fromEntries([...groups].map(([group, members]) => [group, { hosts: members }]));
  return { all: { hosts, children } };
}

/** Where a machine without an address is looked for: a name that never is one (RFC 6761). */
const nowhere = "no-address.invalid";

function variablesOf(machine: Machine, connection: KeyedConnection): Readonly<Record<string, string>> {
  const { user, privateKeyFile, interpreter } = connection;
  return {
    ansible_host: addressOf(machine, connection) || nowhere,
    ...(user !== undefined && { ansible_user: user }),
    ...(privateKeyFile !== undefined && { ansible_ssh_private_key_file: privateKeyFile }),
    ...(interpreter !== undefined && { ansible_python_interpreter: interpreter }),
    ansible_ssh_common_args: [...sshOptions(connection), ...proxyOptions(machine, connection)].map(shellWord).join(" "),
  };
}

/** Empty where the machine has none. */
function addressOf({ key, name, internalIp, externalIp }: Machine, { through, commands }: KeyedConnection): string {
  if (through.kind === "iap") return name;
  if (through.kind === "local") return commands?.has(key) === true ? name : "";
  return through.kind === "external-address" ? externalIp : internalIp;
}

/** Nothing of the machine's own settings for ssh counts, no password is asked for, and a host proves who it is. */
function sshOptions({ knownHostsFile, privateKeyFile }: KeyedConnection): readonly string[] {
  const asked = ["BatchMode=yes", "StrictHostKeyChecking=yes", `UserKnownHostsFile=${knownHostsFile}`];
  const own = privateKeyFile === undefined ? [] : ["IdentitiesOnly=yes"];
  return ["-F", "none", ...[...asked, "GlobalKnownHostsFile=/dev/null", ...own].flatMap((option) => ["-o", option])];
}

function proxyOptions(machine: Machine, connection: KeyedConnection): readonly string[] {
  const { through, privateKeyFile, commands } = connection;
  const command = commands?.get(machine.key);
  if (command !== undefined) return proxy(command);
  if (through.kind === "iap") {
    const tunnel = ["gcloud", "compute", "start-iap-tunnel", machine.name, "%p", "--listen-on-stdin"];
    return proxy([...tunnel, `--project=${through.project}`, `--zone=${machine.zone}`]);
  }
  if (through.kind !== "bastion") return [];
  const key = privateKeyFile === undefined ? [] : ["-i", privateKeyFile];
  const target = through.user === undefined ? through.host : `${through.user}@${through.host}`;
  return proxy(["ssh", ...sshOptions(connection), ...key, "-W", "[%h]:%p", "--", target]);
}

/** ssh gives the command to a shell, and replaces `%h`, `%p` and further signs after a percent sign in it. */
function proxy(command: readonly string[]): readonly string[] {
  return ["-o", `ProxyCommand=${command.map(shellWord).join(" ")}`];
}

function groupsOf({ group, zone, labels }: Machine): readonly string[] {
  const ofLabels = Object.entries(labels).map(([name, value]) => groupName(`label_${name}_${value}`));
  return [groupName(group), ...(zone === "" ? [] : [groupName(`zone_${zone}`)]), ...ofLabels];
}

function groupName(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9_]/gu, "_");
}

/** Names and zones come from a cloud, and Ansible looks for templates in the values of an inventory. */
function problemsOf(machines: readonly Machine[]): readonly string[] {
  return machines.flatMap(({ key, name, zone, internalIp, externalIp }) => {
    const addresses = [internalIp, externalIp].filter((address) => address !== "" && isIP(address) === 0);
    return [
      ...(plainName.test(key) && plainName.test(name) ? [] : [`machine ${key} has a name that is none`]),
      ...(zone === "" || plainName.test(zone) ? [] : [`the zone of ${key} has a name that is none`]),
      ...addresses.map((address) => `${address} is no address of machine ${key}`),
    ];
  });
}

const plainName = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/u;

function problemsOfConnection(connection: KeyedConnection): readonly string[] {
  const { user, through, privateKeyFile, knownHostsFile } = connection;
  const names = [user, ...(through.kind === "bastion" ? [through.host, through.user] : [])];
  const project = through.kind === "iap" ? [through.project] : [];
  const wrong = [
    ...names.filter((name) => name !== undefined && !plainName.test(name)),
    ...project.filter((name) => !/^[a-z0-9][a-z0-9.:-]*$/u.test(name)),
  ].map((name) => `${String(name)} is no name of an account, a host or a project`);
  // Ansible looks for templates in all of it.
  const commands = [...(connection.commands?.values() ?? [])].filter((command) =>
    command.some((part) => /[%{}]/u.test(part)),
  );
  // ssh reads several files out of one with spaces, and replaces what follows a percent sign.
  const files = [privateKeyFile, knownHostsFile].filter((file) => file !== undefined && !/^[\w@+=:,./-]+$/u.test(file));
  return [
    ...wrong,
    ...files.map((file) => `${String(file)} is a path that ssh would read otherwise`),
    ...commands.map((command) => `${command.join(" ")} is a command that ssh would read otherwise`),
  ];
}

function problemsOfGroups(machines: readonly Machine[]): readonly string[] {
  const groups = [...new Set(machines.map(({ group }) => group))];
  const taken = new Map<string, string>([
    ["all", "Ansible's group of all machines"],
    ["ungrouped", "Ansible's group of machines without a group"],
    ...machines.flatMap((machine) => groupsOf(machine).slice(1)).map((name) => [name, `group ${name}`] as const),
  ]);
  return groups.flatMap((group) => {
    const name = groupName(group);
    const other = taken.get(name);
    taken.set(name, `machine group ${group}`);
    return other === undefined ? [] : [`machine group ${group} would be ${other}`];
  });
}
