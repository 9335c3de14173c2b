import { describe, expect, it } from "vitest";
import { inventoryOf } from "../../../src/playbook/ansible/run/index.ts";
import type { Machine, MachineConnection } from "../../../src/playbook/index.ts";

const machine: Machine = {
  key: "web-1",
  name: "dev-web-1",
  group: "web",
  zone: "europe-west1-b",
  labels: { tier: "front" },
  internalIp: "10.0.0.2",
  externalIp: "192.0.2.7",
};
const inventory = (changed: Partial<Machine>, connection: Partial<MachineConnection> = {}) =>
  inventoryOf([{ ...machine, ...changed }], {
    through: { kind: "internal-address" },
    knownHostsFile: "/keys/known",
    ...connection,
  });
const variables = (changed: Partial<Machine>, connection: Partial<MachineConnection> = {}) =>
  inventory(changed, connection).all.hosts["web-1"];
const options =
  "-F none -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/keys/known -o GlobalKnownHostsFile=/dev/null";

describe("the inventory of an environment's machines", () => {
  it("has groups by machine group, zone and label", () => {
    expect(inventory({ group: "web-front" }).all.children).toEqual({
      web_front: { hosts: { "web-1": {} } },
      zone_europe_west1_b: { hosts: { "web-1": {} } },
      label_tier_front: { hosts: { "web-1": {} } },
    });
  });

  it("reaches machines at their addresses, with host keys checked", () => {
    expect(variables({})).toEqual({ ansible_host: "10.0.0.2", ansible_ssh_common_args: options });
    expect(variables({}, { through: { kind: "external-address" }, user: "admin" })).toMatchObject({
      ansible_host: "192.0.2.7",
      ansible_user: "admin",
    });
  });

  it("looks for a machine without an address where none is", () => {
    expect(variables({ internalIp: "" })).toMatchObject({ ansible_host: "no-address.invalid" });
  });

  it("reaches machines through IAP and through a bastion", () => {
    expect(variables({}, { through: { kind: "iap", project: "acme-dev" } })).toEqual({
      ansible_host: "dev-web-1",
      ansible_ssh_common_args: `${options} -o 'ProxyCommand=gcloud compute start-iap-tunnel dev-web-1 %p --listen-on-stdin --project=acme-dev --zone=europe-west1-b'`,
    });
    const through = { kind: "bastion", host: "bastion.example.org", user: "jump" } as const;
    expect(variables({}, { through })?.["ansible_ssh_common_args"]).toBe(
      `${options} -o 'ProxyCommand=ssh ${options} -W '\\''[%h]:%p'\\'' -- jump@bastion.example.org'`,
    );
  });

  const local = { through: { kind: "local", project: "acme-dev" } } as const;
  const commands = new Map([["web-1", ["nsenter", "--target", "7", "--", "/run/a folder/sshd", "-i"]]]);

  it("reaches machines of the local cloud by a command, and one that it does not have at no address", () => {
    const access = { ...local, commands, interpreter: "/usr/bin/python3", knownHostsFile: "/keys/known" };
    const { hosts } = inventoryOf([machine, { ...machine, key: "web-2" }], access).all;
    expect(hosts["web-1"]).toEqual({
      ansible_host: "dev-web-1",
      ansible_python_interpreter: "/usr/bin/python3",
      ansible_ssh_common_args: `${options} -o 'ProxyCommand=nsenter --target 7 -- '\\''/run/a folder/sshd'\\'' -i'`,
    });
    expect(hosts["web-2"]).toMatchObject({ ansible_host: "no-address.invalid", ansible_ssh_common_args: options });
  });

  it("refuses a command that ssh or Ansible would read otherwise", () => {
    const wrong = new Map([["web-1", ["sshd", "%h"]]]);
    expect(() => inventoryOf([machine], { ...local, commands: wrong, knownHostsFile: "/keys/known" })).toThrow(
      /sshd %h is a command that ssh/,
    );
  });

  it.each<[string, Partial<Machine>, RegExp]>([
    ["a name that Ansible would compute", { name: "{{ lookup('pipe', 'id') }}" }, /name that is none/],
    ["an address that is none", { internalIp: "$(id)" }, /no address of machine web-1/],
    ["a zone that a shell would run", { zone: "a;id" }, /zone of web-1/],
    ["a group that is all of them", { group: "all" }, /machine group all would be Ansible's group of all machines/],
    ["a group that is one of a label", { group: "label-tier-front" }, /would be group label_tier_front/],
  ])("refuses %s", (_, changed, problem) => {
    expect(() => inventory(changed)).toThrow(problem);
  });

  it("refuses accounts, bastions and paths that ssh or a shell would read otherwise", () => {
    const through = { kind: "bastion", host: "-oProxyCommand=id" } as const;
    expect(() => inventory({}, { user: "a b", through })).toThrow(/a b is no name.*-oProxyCommand=id is no name/);
    const files = { knownHostsFile: "/keys of mine/%h" };
    expect(() => inventoryOf([machine], { through: { kind: "internal-address" }, ...files })).toThrow(
      /a path that ssh/,
    );
  });
});
