import { Socket } from "node:net";
import { PipeClient } from "../../grpc/pipe-client.ts";
import { pipeDescriptor } from "../held-program.ts";

let pipe: { readonly client: PipeClient; readonly address: string | undefined } | undefined;

/** To be called when the engine serves the run of this process over the pipe. `args`: of the launcher, which forgets them. */
export function openPipe(args: readonly string[]): void {
  const client = new PipeClient(new Socket({ fd: pipeDescriptor, readable: true, writable: true }));
  pipe = { client, address: args[args.indexOf("--monitor") + 1] };
}

/** The pipe, where the monitor of the run is at this address. */
export function pipeTo(address: string): PipeClient | undefined {
  return pipe?.address === address ? pipe.client : undefined;
}
