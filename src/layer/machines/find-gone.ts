import { errorsIn } from "../../change/index.ts";
import type { DesiredState } from "../../desired/index.ts";
import { clauseOf, GroundworkError } from "../../lib/index.ts";
import { commandMakingAnew, instanceKeysIn } from "../../playbook/index.ts";
import type { LayerTarget } from "../layer.ts";
import type { MachinesPorts } from "./ports.ts";
import type { GoneMachines } from "./roll-out.ts";

/** Asks the cloud for the instances of these machines alone. Changes neither the cloud nor the state. */
export async function findGone(
  { environment, folder, config, signal }: LayerTarget,
  desired: Pick<DesiredState, "environment" | "cloud">,
  machines: readonly string[],
  ports: MachinesPorts,
): Promise<GoneMachines> {
  const remedy = commandMakingAnew(environment, ports.engines.local);
  const unknown = (because: string): GoneMachines => ({
    gone: [],
    problems: [`whether the cloud has the machines is not known: ${because}`],
    remedy,
  });
  try {
    const engine = ports.engines.engineFor(desired);
    const stack = { project: ports.engines.project, stack: environment };
    const keys = instanceKeysIn(await engine.exportState(stack));
    const targets = [...keys].filter(([, key]) => machines.includes(key)).map(([urn]) => urn);
    if (targets.length === 0) return unknown("the state holds no instance of them");
    const work = { stack, program: { folder }, config, signal: signal ?? ports.signal };
    const { result, steps, diagnostics } = await engine.refresh(work, { previewOnly: true, targets });
    const gone = steps.flatMap(({ op, urn }) =>
      op === "delete" && targets.includes(urn) ? (keys.get(urn) ?? []) : [],
    );
    if (gone.length > 0 || result === "succeeded") return { gone, problems: [], remedy };
    return unknown(errorsIn(diagnostics)[0] ?? `asking it ${result}`);
  } catch (thrown) {
    if (!(thrown instanceof GroundworkError)) throw thrown;
    return unknown(clauseOf(thrown));
  }
}
