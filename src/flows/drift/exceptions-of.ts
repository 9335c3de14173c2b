import { errorLines } from "../../environment/index.ts";
import { type Exception, readExceptions } from "../../exceptions/index.ts";
import type { FlowPorts } from "../ports.ts";
import type { FleetOnRecord } from "../status/index.ts";
import { ExceptionsInvalid } from "./errors.ts";

/** What is known and accepted at the commit. @throws {ExceptionsInvalid} */
export async function exceptionsOf(
  { tree, names }: FleetOnRecord,
  ports: Pick<FlowPorts, "clock">,
): Promise<readonly Exception[]> {
  const reading = await readExceptions(tree, { environments: names, now: ports.clock.now() });
  if (!reading.ok) throw new ExceptionsInvalid({ issues: errorLines(reading.issues) });
  return reading.value;
}
