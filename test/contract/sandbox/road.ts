import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { defaultLimits, type Sandbox } from "../../../src/sandbox/index.ts";
import type { World } from "./world.ts";

/** A way on which a program may come by what is not meant for it. */
export interface Road {
  readonly name: string;
  /** Source of a program that goes the road and prints what it finds; `argv` holds {@link given}. */
  readonly program: string;
  readonly given?: (world: World) => readonly string[];
  /** Arguments of Node that the program's project asks for. */
  readonly nodeArguments?: (world: World) => readonly string[];
  /** What is found at its end. @default the world's canary */
  readonly canary?: (world: World) => string;
  /** Where the road ends at a file that the program writes to: its path. */
  readonly written?: (world: World) => string;
}

/** Ends with this line, so that a program that did not run is not taken for one that found nothing. */
const looked = "the program has looked";

function sourceOf({ program }: Road): string {
  return `
    const argv = process.argv.slice(1);
    const fs = require("node:fs");
    const tell = (...found) => console.log(...found);
    const attempt = async (look) => { try { tell(await look()); } catch (error) { tell("not found:", error.code ?? error.name); } };
    (async () => {
      await attempt(async () => { ${program} });
      console.log(${JSON.stringify(looked)});
      process.exit(0);
    })();
  `;
}

export interface Walked {
  readonly output: string;
  /** Whether the program came to its end, or Node refused what the project asks of it. */
  readonly ran: boolean;
}

/** Runs a road's program as a child of this process, with all that such a child gets. */
export async function walkFreely(road: Road, world: World): Promise<Walked> {
  const child = spawn(process.execPath, argumentsOf(road, world), {
    cwd: world.workspace,
    env: { ...process.env, CANARY: world.canary },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return await walked(road, child);
}

/** Runs it confined, with the workspace to read. */
export async function walkConfined(road: Road, world: World, sandbox: Sandbox): Promise<Walked> {
  const { child } = sandbox.start({
    executable: process.execPath,
    args: argumentsOf(road, world),
    folder: world.workspace,
    readable: [world.workspace],
    environment: {},
    stdio: ["ignore", "pipe", "pipe"],
    limits: { ...defaultLimits, seconds: 60 },
  });
  return await walked(road, child);
}

function argumentsOf(road: Road, world: World): readonly string[] {
  return [...(road.nodeArguments?.(world) ?? []), "--eval", sourceOf(road), ...(road.given?.(world) ?? [])];
}

async function walked(
  road: Road,
  child: { readonly stdout: unknown; readonly stderr: unknown } & NodeJS.EventEmitter,
): Promise<Walked> {
  const [stdout, stderr] = await Promise.all([
    text(child.stdout as Readable),
    text(child.stderr as Readable),
    once(child, "close"),
  ]);
  return { output: `${stdout}${stderr}`, ran: stdout.includes(looked) || road.nodeArguments !== undefined };
}
