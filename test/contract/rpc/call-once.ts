/** A process of its own that calls the server at an address once, leaves its client open, and has nothing more to do. */
import { clients } from "./rpc-stage.ts";

const [name = "", address = ""] = process.argv.slice(2);
const response = await clients[name]?.(address).call({ path: "/test.Service/Echo", message: new Uint8Array([7]) });
process.stdout.write(JSON.stringify([...(response ?? [])]));
