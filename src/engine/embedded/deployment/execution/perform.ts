import { asError } from "../../../../lib/index.ts";
import { ProviderCallFailed, ResourceInitFailed } from "../../providers/index.ts";
import type { DeploymentContext } from "../context.ts";
import type { RefreshStep, Step } from "../step.ts";
import { performCreate, performUpdate } from "./perform-change.ts";
import { performDelete } from "./perform-delete.ts";
import { performImport, performRead, performRefresh } from "./perform-read.ts";
import { performSame } from "./perform-same.ts";
import type { StepResult } from "./step-result.ts";

/** Carries one step out. Never rejects: what goes wrong is the result. */
export async function perform(step: Step, context: DeploymentContext): Promise<StepResult> {
  try {
    if (step.op === "refresh") return { status: "done", refreshed: await performRefresh(step, context) };
    await change(step, context);
    return { status: "done" };
  } catch (thrown) {
    const error = asError(thrown);
    if (error instanceof ResourceInitFailed) return { status: "partial", error };
    const known = !(error instanceof ProviderCallFailed) || error.data.outcomeKnown;
    return { status: known ? "failed" : "unknown", error };
  }
}

async function change(step: Exclude<Step, RefreshStep>, context: DeploymentContext): Promise<void> {
  switch (step.op) {
    case "same":
      return await performSame(step, context);
    case "create":
    case "create-replacement":
      return await performCreate(step, context);
    case "update":
      return await performUpdate(step, context);
    case "delete":
    case "delete-replaced":
    case "discard":
    case "discard-replaced":
      return await performDelete(step, context);
    case "read":
    case "read-replacement":
      return await performRead(step, context);
    case "import":
    case "import-replacement":
      return await performImport(step, context);
    case "replace":
    case "remove-pending-replace":
      return undefined;
  }
}
