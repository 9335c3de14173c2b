import { counted } from "../lib/index.ts";
import { ExitCode } from "./exit-code.ts";
import type { LocalCommandWiring, LocalFault, LocalFaultRequest, LocalFlags, LocalOperation } from "./local-console.ts";
import { openLocal } from "./local-process.ts";

/** `local operations` */
export async function operations(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const all = await (await openLocal(flags, wiring)).operations();
  if (flags.json) return printJson(all, wiring);
  for (const operation of all) wiring.terminal.out(operationLine(operation));
  if (all.length === 0) wiring.terminal.err("The local cloud has made no change since its process started.");
  return ExitCode.ok;
}

/** `local faults add` */
export async function addFault(flags: LocalFlags & LocalFaultRequest, wiring: LocalCommandWiring): Promise<ExitCode> {
  const { on, type, match, nth, times, error, halfWay, late, timeout } = flags;
  const request = { on, type, match, nth, times, error, halfWay, late, timeout };
  const fault = await (await openLocal(flags, wiring)).addFault(request);
  if (flags.json) return printJson(fault, wiring);
  wiring.terminal.out(faultLine(fault));
  return ExitCode.ok;
}

/** `local faults list` */
export async function listFaults(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const faults = await (await openLocal(flags, wiring)).faults();
  if (flags.json) return printJson(faults, wiring);
  for (const fault of faults) wiring.terminal.out(faultLine(fault));
  if (faults.length === 0) wiring.terminal.err("The fault plan is empty.");
  return ExitCode.ok;
}

/** `local faults remove` */
export async function removeFault(id: string, flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  await (await openLocal(flags, wiring)).removeFaults(id);
  if (flags.json) return printJson({ removed: id }, wiring);
  wiring.terminal.out(`removed from the fault plan: ${id}`);
  return ExitCode.ok;
}

/** `local faults clear` */
export async function clearFaults(flags: LocalFlags, wiring: LocalCommandWiring): Promise<ExitCode> {
  const local = await openLocal(flags, wiring);
  const before = (await local.faults()).length;
  await local.removeFaults();
  if (flags.json) return printJson({ removed: before }, wiring);
  wiring.terminal.out(`removed from the fault plan: ${counted(before, "fault")}`);
  return ExitCode.ok;
}

/** For example `f1  create compute/network main*  from call 2, 1 time  503 backendError  met 0 of 1`. */
function faultLine(fault: LocalFault): string {
  const { id, on, type, match, nth, times, seen, met } = fault;
  const calls = [on, type ?? "of every type", ...(match === undefined ? [] : [match])].join(" ");
  const turn = `${nth === 1 ? "from the first call" : `from call ${nth}`}, ${times === undefined ? "each one" : counted(times, "time")}`;
  return `${id.padEnd(3)}  ${calls}  ${turn}  ${effectOf(fault)}  met ${met} of ${counted(seen, "call")}`;
}

function effectOf({ error, halfWay, lateMilliseconds, timeoutMilliseconds }: LocalFault): string {
  if (timeoutMilliseconds !== undefined) return `no answer for ${timeoutMilliseconds / 1000} s`;
  return [
    ...(lateMilliseconds === undefined ? [] : [`${lateMilliseconds / 1000} s late`]),
    ...(error === undefined ? [] : [`${error.status} ${error.reason}${halfWay ? " half-way" : ""}`]),
  ].join(", ");
}

function operationLine({ name, kind, type, target, status, progress, startedAt, error }: LocalOperation): string {
  const short = type.replace(/^gcp:/, "").replace(/:\w+$/, "");
  const state = status === "DONE" ? (error === undefined ? "done" : "failed") : `${progress} %`;
  const why = error === undefined ? "" : `\n    ${error}`;
  return `${startedAt}  ${state.padEnd(6)}  ${kind}  ${short}  ${target}  ${name}${why}`;
}

function printJson(value: unknown, { terminal }: LocalCommandWiring): ExitCode {
  terminal.out(JSON.stringify(value, undefined, 2));
  return ExitCode.ok;
}
