import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLogger } from "../../../src/lib/index.ts";
import { idRangeOf } from "../../../src/local/machines/id-range.ts";
import { MachineHost } from "../../../src/local/machines/index.ts";
import { accessFiles, filesOfMachine, sudo } from "../../../src/local/machines/machine-files.ts";
import { mountsOf, placesIn } from "../../../src/local/machines/mounts.ts";
import { connectionCommand, knownHosts } from "../../../src/local/machines/ssh-access.ts";

const server = { parts: [{ name: "sshd", source: "/usr/sbin/sshd", isFolder: false }] };

describe("the ids of a machine's accounts", () => {
  const own = { uid: 1000, user: "ann", uidMap: "0 0 4294967295\n" };
  const none = { users: "", groups: "" };

  it("are none of the host's where root gives them", () => {
    expect(idRangeOf({ ...own, uid: 0, subordinate: none })).toEqual({ first: 1_879_048_192, count: 65_536 });
  });

  it("are the upper half of those that root of a container has", () => {
    const uidMap = "         0     100000      65536\n";
    expect(idRangeOf({ ...own, uid: 0, uidMap, subordinate: none })).toEqual({ first: 32_768, count: 32_768 });
  });

  it("are those that an ordinary user may give, after its own", () => {
    const text = "bob:1:2\nann:100000:65536\n";
    expect(idRangeOf({ ...own, subordinate: { users: text, groups: text } })).toEqual({ first: 1, count: 65_535 });
    expect(idRangeOf({ ...own, subordinate: { users: text, groups: "1000:5:9000\n" } })).toEqual({
      first: 1,
      count: 8_999,
    });
  });

  it("are none where there are too few", () => {
    expect(idRangeOf({ ...own, subordinate: none })).toBeUndefined();
    expect(idRangeOf({ ...own, uid: 0, uidMap: "0 1000 1\n", subordinate: none })).toBeUndefined();
  });
});

describe("what a machine sees of the host", () => {
  it("is the system and the SSH server, read-only, and nothing else", () => {
    const parts = [{ name: "sshd", source: "/opt/my ssh/sshd", isFolder: false }];
    const { system, server: ofServer } = mountsOf(placesIn("/home/m"), { folders: ["lib64"], server: { parts } });
    expect(system.split("\n")).toEqual([
      "/home/m/tree /home/m/tree none bind,nodev 0 0",
      "/usr /home/m/tree/usr none bind,ro,nosuid,nodev 0 0",
      "/lib64 /home/m/tree/lib64 none bind,ro,nosuid,nodev 0 0",
      "/home/m/usr-local /home/m/tree/usr/local none bind,nodev 0 0",
      "access /home/m/tree/.groundwork tmpfs size=1m,mode=0755,nodev 0 0",
      "",
    ]);
    expect(ofServer).toBe("/opt/my\\040ssh/sshd /home/m/tree/.groundwork/sshd none bind,ro,nosuid,nodev 0 0\n");
  });

  it("has no account of the host's and no password", () => {
    const { files } = filesOfMachine("web-1", new Map([["awk", "/usr/bin/mawk"]]));
    const text = (name: string) => files.find((file) => file.path === name)?.content;
    expect(text("etc/passwd")).toBe(
      "root:x:0:0::/root:/bin/sh\nsshd:x:101:101::/run/sshd:/usr/sbin/nologin\nnobody:x:65534:65534::/nonexistent:/usr/sbin/nologin\n",
    );
    expect(text("etc/shadow")).toMatch(/^root:\*:/);
    expect(text("etc/hosts")).toContain("127.0.0.1 localhost web-1\n");
  });

  it("lets in by the local cloud's key alone, with a server of any version of OpenSSH", () => {
    const config = (parts: readonly string[]) => accessFiles("ssh-ed25519 AAAA\n", parts)[0]?.content;
    expect(config(["sshd"])).toMatch(/^AuthenticationMethods publickey$/m);
    expect(config(["sshd"])).not.toContain("SshdSessionPath");
    expect(config(["sshd", "sshd-session"])).toMatch(/^SshdSessionPath \/\.groundwork\/sshd-session$/m);
  });
});

describe("a connection to a machine", () => {
  it("takes no variable and no file of the caller along", () => {
    expect(connectionCommand(7, server).join(" ")).toBe(
      'env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c exec "$@" 2>/dev/null machine ' +
        "nsenter --target 7 --user --mount --pid --net --ipc --uts --cgroup --setuid 0 --setgid 0 -- " +
        "env /.groundwork/sshd -i -f /.groundwork/sshd_config -E /var/log/sshd.log",
    );
  });

  it("is made to a machine with the key that it was given", () => {
    expect(knownHosts([{ name: "web-1", hostKey: "ssh-ed25519 AAAA groundwork-local\n" }])).toBe(
      "web-1 ssh-ed25519 AAAA\n",
    );
  });
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "groundwork-local-machines-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("sudo on a machine", () => {
  /** What it would start, by a program in the place of the one that changes accounts. */
  const started = (...args: readonly string[]): string => {
    const become = path.join(folder, "become");
    writeFileSync(become, '#!/bin/sh\necho "$@"\n');
    writeFileSync(path.join(folder, "sudo"), sudo.content.replaceAll("/.groundwork/become", become));
    for (const file of ["become", "sudo"]) chmodSync(path.join(folder, file), 0o755);
    return execFileSync(path.join(folder, "sudo"), args, { encoding: "utf8" }).trim();
  };
  const asRoot = "--reuid root --regid 0 --init-groups --reset-env -- env";

  it.each([
    [["-H", "-S", "-n", "-u", "root", "/bin/sh", "-c", "echo -n x"], `${asRoot} /bin/sh -c echo -n x`],
    [["-uroot", "--", "-odd"], `${asRoot} -odd`],
    [["--user=root", "-p", "[sudo] password:", "A=1", "id"], `${asRoot} A=1 id`],
    [[], `${asRoot} /bin/sh -l`],
  ])("understands %j", (args, expected) => {
    expect(started(...args)).toBe(expected);
  });

  it("fails for an account that is not there", () => {
    expect(() => started("-u", "no-such-account", "id")).toThrow("no-such-account");
  });
});

describe("machines of the local cloud", () => {
  const host = () => new MachineHost({ folder: path.join(folder, "machines"), logger: silentLogger });
  const instances = [{ id: "projects/p/zones/z/instances/web-1", name: "web-1", createdAt: "2026-12-01" }];

  it("cannot run where the SSH server that was asked for is none, and say what to install", async () => {
    const opened = host().open({ instances, sshd: path.join(folder, "sshd"), forPlaybooks: false });
    await expect(opened).rejects.toMatchObject({ code: "local-machines-unavailable", kind: "unknown" });
    await expect(opened).rejects.toThrow(/Install/);
  });

  it("have no line in known_hosts once they are removed, also those that another process has booted", async () => {
    const knownHosts = path.join(folder, "machines", "known_hosts");
    const left = path.join(folder, "machines", "projects_p_zones_z_instances_web-2");
    mkdirSync(left, { recursive: true });
    const lines = "web-1 ssh-ed25519 AAAA\nweb-2 ssh-ed25519 BBBB\n";
    writeFileSync(knownHosts, lines);
    await host().remove("projects/p/zones/z/instances/web-1");
    expect(readFileSync(knownHosts, "utf8")).toBe("");
    writeFileSync(knownHosts, lines);
    await host().removeOthers([]);
    expect([readFileSync(knownHosts, "utf8"), existsSync(left)]).toEqual(["", false]);
  });

  it("that never booted are removed without a word", async () => {
    await expect(host().remove("projects/p/zones/z/instances/web-1")).resolves.toBeUndefined();
    await expect(host().removeOthers([])).resolves.toBeUndefined();
  });
});
