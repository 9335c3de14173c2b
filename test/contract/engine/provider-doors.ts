import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import type { FakeCloud } from "../../fakes/fake-provider.ts";

/** Packages that the contract's programs use. */
const packages = ["test", "other"];

/**
 * Executables `pulumi-resource-<package>` through which the Pulumi CLI reaches the fake cloud of this process.
 *
 * Each one that is started asks for a provider instance of its own and prints its port; the instance ends with it. They are
 * shell scripts, because starting Node for each takes longer than everything that they do.
 */
export async function providerDoors(cloud: FakeCloud, folder: string): Promise<string> {
  const bin = path.join(folder, "bin");
  const port = portOf(await listen(cloud));
  await mkdir(bin, { recursive: true });
  for (const name of packages) {
    const file = path.join(bin, `pulumi-resource-${name}`);
    await writeFile(file, door(name, port));
    await chmod(file, 0o755);
  }
  return bin;
}

function door(name: string, port: number): string {
  return [
    "#!/usr/bin/env bash",
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    `echo ${name} >&3`,
    `read -r address <&3 || { echo "no provider for ${name}" >&2; exit 1; }`,
    'echo "$address"',
    "read -r _ <&3",
    "",
  ].join("\n");
}

async function listen(cloud: FakeCloud): Promise<Server> {
  const server = createServer((socket) => void serve(cloud, socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // It goes with the test process: whoever asks it lives no longer.
  return server.unref();
}

async function serve(cloud: FakeCloud, socket: Socket): Promise<void> {
  socket.on("error", () => undefined);
  socket.unref();
  try {
    const asked = await createInterface({ input: socket })[Symbol.asyncIterator]().next();
    const provider = await cloud.start({ package: String(asked.value) });
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
