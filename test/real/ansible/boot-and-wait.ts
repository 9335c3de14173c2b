/** Boots one machine of a local cloud, prints the number of its first process, and waits: `boot-and-wait.ts <folder> <sshd>`. */
import { silentLogger } from "../../../src/lib/index.ts";
import { MachineHost } from "../../../src/local/machines/index.ts";

const [folder = "", sshd = ""] = process.argv.slice(2);
const id = "projects/acme/zones/europe-west1-b/instances/web-1";
const host = new MachineHost({ folder, logger: silentLogger });
const instances = [{ id, name: "web-1", createdAt: "2026-12-01" }];
const { commands } = await host.open({ instances, sshd, forPlaybooks: false });
const command = commands[id] ?? [];
console.log(command[command.indexOf("--target") + 1]);
setInterval(() => undefined, 60_000);
