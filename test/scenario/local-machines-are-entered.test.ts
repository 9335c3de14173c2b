import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageOf, silentLogger } from "../../src/lib/index.ts";
import { type LocalCloud, localCloud } from "../../src/local/index.ts";
import { MachineHost } from "../../src/local/machines/index.ts";
import { PlatformRepository } from "./driver-harness/platform-repository.ts";
import { providerClient } from "./local-gcp-harness/provider-client.ts";

/** Stands in for OpenSSH's server: says on which machine it was started, and gives back what it is sent. */
const server = '#!/bin/sh\nread -r line\necho "$(cat /etc/hostname) got $line"\n';
/** Stands in for OpenSSH's client: sends a line over the connection that it is given, and says for whom. */
const client = `#!/bin/sh
for word in "$@"; do
  case $word in ProxyCommand=*) proxy=\${word#ProxyCommand=} ;; esac
done
echo hello | /bin/sh -c "$proxy"
while [ "$1" != -- ]; do shift; done
echo "for $*"
exit 7
`;

const folder = await mkdtemp(path.join(tmpdir(), "groundwork-entered-"));
const tools = path.join(folder, "tools");
const sshd = path.join(folder, "server", "sshd");
await executable(path.join(tools, "ssh"), client);
await executable(sshd, server);
const missing = await whyNoMachine();
const idOf = (name: string) => `projects/p/zones/europe-west3-a/instances/${name}`;

async function executable(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** Why this host, or its kernel, boots no machine; `undefined` where it does. */
async function whyNoMachine(): Promise<string | undefined> {
  const host = new MachineHost({ folder: path.join(folder, "tried"), logger: silentLogger });
  try {
    await host.open({ instances: [{ id: "tried", name: "tried", createdAt: "" }], sshd, forPlaybooks: false });
    return undefined;
  } catch (thrown) {
    return messageOf(thrown);
  } finally {
    await host.stop();
    await host.remove("tried");
  }
}

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(missing !== undefined)(
  `a machine of the local cloud${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    let cloud: LocalCloud;
    let repository: PlatformRepository;
    const home = path.join(folder, "cloud");
    const ssh = async (...words: readonly string[]) =>
      await repository.groundwork("local", "ssh", "--home", home, ...words);
    beforeAll(async () => {
      cloud = localCloud({ home, latency: "none", environment: { GROUNDWORK_SSHD: sshd } });
      repository = await PlatformRepository.empty();
      repository.tools = tools;
      repository.variables = { GROUNDWORK_SSHD: sshd };
      const running = await cloud.start({ package: "gcp" });
      const provider = providerClient(running.address);
      await provider.configure({ project: "p", region: "europe-west3" });
      await provider.create("gcp:compute/network:Network", "n", { name: "main", autoCreateSubnetworks: true });
      for (const name of ["dev-web-1", "dev-web-2"])
        await provider.create("gcp:compute/instance:Instance", name, {
          name,
          zone: "europe-west3-a",
          machineType: "e2-small",
          bootDisk: { initializeParams: { image: "debian-cloud/debian-12" } },
          networkInterfaces: [{ network: "main" }],
        });
      provider.close();
      await running.stop();
    });
    afterAll(async () => {
      await cloud.stop();
      await repository.remove();
    });

    it("boots for `local ssh`, which hands on the words and the exit code", async () => {
      expect(await ssh("dev-web-1", "--", "echo", "a b")).toMatchObject({
        code: 7,
        out: "dev-web-1 got hello\nfor -- admin@dev-web-1 echo 'a b'\n",
      });
      expect((await ssh("--user", "ann", "dev-web-1", "--", "id")).out).toContain("for -- ann@dev-web-1 id");
    });

    it("is opened by the local cloud's process, with a way to each instance that there is", async () => {
      const access = await cloud.openMachines({ ids: [idOf("dev-web-1"), "projects/p/zones/z/instances/none"] });
      expect(access).toMatchObject({ user: "admin", privateKeyFile: path.join(home, "machines", "client_key") });
      expect(Object.keys(access.commands)).toEqual([idOf("dev-web-1")]);
    });

    it("is refused to an account that is no name of one, which would be a line of its file of accounts", async () => {
      await expect(cloud.openMachines({ ids: [idOf("dev-web-1")], user: "root:0" })).rejects.toThrow(/user/u);
    });

    it("is gone with its instance, and so is the line with its key", async () => {
      const { knownHostsFile } = await cloud.openMachines({ ids: [idOf("dev-web-2")] });
      expect(await readFile(knownHostsFile, "utf8")).toMatch(/^dev-web-2 ssh-ed25519 /mu);
      await cloud.delete(idOf("dev-web-2"));
      expect(await readFile(knownHostsFile, "utf8")).not.toContain("dev-web-2");
      const gone = await ssh("dev-web-2");
      expect([gone.code, gone.err]).toEqual([2, expect.stringContaining("dev-web-2")]);
    });
  },
);
