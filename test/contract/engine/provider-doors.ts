import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import type { FakeCloud } from "../../fakes/fake-provider.ts";

/** Packages and versions that the contract's programs use. */
const packages = ["test", "other"];
const versions = ["1.0.0", "1.2.0", "1.2.3", "1.5.0", "2.0.0", "3.1.0"];
/** The newest one, which the CLI takes for programs that ask for no version. */
const anyVersion = "999.0.0";

/**
 * Plugins `pulumi-resource-<package>` in a `PULUMI_HOME`, through which the Pulumi CLI reaches the fake cloud of this process.
 *
 * Each one that is started asks for a provider instance of its own and prints its port; the instance ends with it. They are
 * shell scripts, because starting Node for each takes longer than everything that they do.
 */
export async function providerDoors(cloud: FakeCloud, pulumiHome: string): Promise<void> {
  const port = portOf(await listen(cloud));
  for (const name of packages)
    for (const version of [...versions, anyVersion]) {
      const folder = path.join(pulumiHome, "plugins", `resource-${name}-v${version}`);
      await mkdir(folder, { recursive: true });
      const file = path.join(folder, `pulumi-resource-${name}`);
      await writeFile(file, door(version === anyVersion ? name : `${name}@${version}`, port));
      await chmod(file, 0o755);
    }
}

function door(asked: string, port: number): string {
  return [
    "#!/usr/bin/env bash",
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    `echo ${asked} >&3`,
    `read -r address <&3 || { echo "no provider for ${asked}" >&2; exit 1; }`,
    'echo "$address"',
    "read -r _ <&3",
    "",
  ].join("\n");
}

async function listen(cloud: FakeCloud): Promise<Server> {
  const server = createServer((socket) => void serve(cloud, socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // An open server would keep the test process alive.
  return server.unref();
}

async function serve(cloud: FakeCloud, socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  socket.unref();
  try {
    const asked = await createInterface({ input: socket })[Symbol.asyncIterator]().next();
    const [name = "", version] = String(asked.value).split("@");
    const provider = await cloud.start({ package: name, ...(version !== undefined && { version }) });
    socket.once("close", () => void provider.stop());
    if (socket.destroyed) await provider.stop();
    else socket.write(`${provider.address.split(":").at(-1)}\n`);
  } catch {
    socket.destroy();
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return address.port;
}
