import type { Outcome, Plan } from "../../change/index.ts";
import { type EngineEvent, pendingCreationsIn, type Work } from "../../engine/index.ts";
import type { BootstrapPorts, StatePlace } from "./bootstrap-ports.ts";
import { StateMoved, StateNotMoved, StatesDiffer } from "./errors.ts";
import { missingIn } from "./missing-in.ts";

export interface BootstrapRequest {
  /** Says what would be done, and changes neither cloud nor state. */
  readonly previewOnly: boolean;
  readonly signal: AbortSignal;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Asked with what would be done, before anything is. @default it is done */
  readonly mayGoOn?: (plan: Plan) => Promise<boolean>;
}

/** How a bootstrap ended. */
export interface Bootstrapped {
  /** Where the state of the organization is now. */
  readonly state: string;
  readonly isInBucket: boolean;
  /** What was done, or would be. */
  readonly result: Plan | Outcome;
  /** `preview`: nothing was asked to be done. `declined`: a person said no. */
  readonly ended: "preview" | "declined" | "up";
  /** Where the state of before the bucket was put, if this run moved it. */
  readonly retired?: string;
}

/**
 * Brings an organization up, and moves its state into the bucket that it makes.
 *
 * May be cut off anywhere and run again: what is done is seen in the two states alone. Until the bucket holds the whole state, that on this
 * machine counts; from then on, that of the bucket does.
 *
 * @throws {StatesDiffer} {@link StateMoved} before anything is done
 * @throws {StateNotMoved} after everything is brought up
 */
export async function bootstrap(request: BootstrapRequest, ports: BootstrapPorts): Promise<Bootstrapped> {
  const { stack, program, seed, bucket } = ports;
  const { previewOnly, mayGoOn, signal, onEvent } = request;
  const found = await findState(ports);
  const place = found === "seed" ? seed : bucket;
  const at = { state: place.location, isInBucket: found !== "seed" };
  const work = { stack, program, signal, ...(onEvent && { onEvent }) };
  if (previewOnly || mayGoOn) {
    const plan = await place.engine.preview(work);
    if (previewOnly || plan.result !== "succeeded") return { ...at, result: plan, ended: "preview" };
    if (!(await mayGoOn?.(plan))) return { ...at, result: plan, ended: "declined" };
    // A person may think for long, and another run may have moved the state meanwhile.
    if ((await findState(ports)) !== found) throw new StateMoved({ from: place.location });
  }
  const retiredBefore = found === "both" ? await seed.retire() : undefined;
  const adopted = await adopt(place, work);
  if (adopted && adopted.result !== "succeeded") return { ...at, result: adopted, ended: "up" };
  const outcome = await place.engine.up(work);
  if (outcome.result !== "succeeded" || found !== "seed")
    return { ...at, result: outcome, ended: "up", ...(retiredBefore !== undefined && { retired: retiredBefore }) };
  await moveState(ports);
  return { state: bucket.location, isInBucket: true, result: outcome, ended: "up", retired: await seed.retire() };
}

/** Takes over what creations made that a killed run had begun; `undefined` where there are none, or the engine cannot. */
async function adopt({ engine, adopts }: StatePlace, work: Work): Promise<Outcome | undefined> {
  if (!adopts || pendingCreationsIn(await engine.exportState(work.stack)).length === 0) return undefined;
  return await engine.refresh(work, { adoptPendingCreates: true });
}

/** `both`: a run was cut off after it had moved the state, and before it put the first one aside. */
async function findState({ stack, seed, bucket }: BootstrapPorts): Promise<"seed" | "bucket" | "both"> {
  if (!(await bucket.holds(stack))) return "seed";
  if (!(await seed.holds(stack))) return "bucket";
  const missing = await notMoved({ stack, seed, bucket });
  if (missing.length > 0) throw new StatesDiffer({ seed: seed.location, bucket: bucket.location, missing });
  return "both";
}

async function moveState({ stack, seed, bucket }: BootstrapPorts): Promise<void> {
  await bucket.engine.importState(stack, await seed.engine.exportState(stack));
  const missing = await notMoved({ stack, seed, bucket });
  if (missing.length > 0) throw new StateNotMoved({ seed: seed.location, bucket: bucket.location, missing });
}

async function notMoved({
  stack,
  seed,
  bucket,
}: Pick<BootstrapPorts, "stack"> & { readonly seed: StatePlace; readonly bucket: StatePlace }): Promise<
  readonly string[]
> {
  return missingIn(await bucket.engine.exportState(stack), await seed.engine.exportState(stack));
}
