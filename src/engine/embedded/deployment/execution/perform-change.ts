import { isProviderType } from "../../../../pulumi/index.ts";
import { ResourceInitFailed } from "../../providers/index.ts";
import { rfc3339 } from "../../stack/index.ts";
import type { DeploymentContext } from "../context.ts";
import { providerOf } from "../generation/provider-of.ts";
import type { ResourceHandle } from "../recording/resource-handle.ts";
import type { CreateStep, UpdateStep } from "../step.ts";

export async function performCreate(step: CreateStep, context: DeploymentContext): Promise<void> {
  const { next, old, deletesOldLater } = step;
  const now = rfc3339(context.clock.now());
  const finish = (fields: Parameters<ResourceHandle["change"]>[0]) => {
    next.change({ ...fields, created: now, modified: now });
    if (old && deletesOldLater) old.change({ delete: true });
  };
  if (!next.state.custom) return finish({ outputs: {} });
  if (isProviderType(next.state.type)) return finish(await context.registry.create(next.urn, next.state.inputs));
  const provider = await providerOf(next.state, context);
  await keepingWhatExists(
    finish,
    (text) => context.events.redact(text),
    async () => {
      const { id, outputs } = await provider.create(next.urn, next.state.inputs, {
        preview: context.preview,
        timeoutSeconds: next.state.customTimeouts?.create ?? 0,
      });
      finish({ id, outputs });
    },
  );
}

export async function performUpdate(step: UpdateStep, context: DeploymentContext): Promise<void> {
  const { next, old } = step;
  next.change({ id: old.state.id, created: old.state.created, modified: old.state.modified });
  if (!next.state.custom) return next.change({ outputs: next.state.outputs });
  const now = rfc3339(context.clock.now());
  const id = old.state.id ?? "";
  if (isProviderType(next.state.type)) {
    const outputs = await context.registry.update(next.urn, id, next.state.inputs);
    return next.change({ outputs, modified: now });
  }
  const provider = await providerOf(next.state, context);
  const finish = (fields: Parameters<ResourceHandle["change"]>[0]) => next.change({ ...fields, modified: now });
  await keepingWhatExists(
    finish,
    (text) => context.events.redact(text),
    async () => {
      const outputs = await provider.update(
        { urn: next.urn, id },
        { inputs: old.state.inputs, outputs: old.state.outputs },
        next.state.inputs,
        {
          preview: context.preview,
          timeoutSeconds: next.state.customTimeouts?.update ?? 0,
          ignoreChanges: step.ignoreChanges,
        },
      );
      finish({ outputs });
    },
  );
}

/** A resource that exists without having come up is recorded, with the reasons, before the failure goes on. */
async function keepingWhatExists(
  record: (fields: Parameters<ResourceHandle["change"]>[0]) => void,
  redact: (text: string) => string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ResourceInitFailed)
      record({ id: error.resource.id, outputs: error.resource.outputs, initErrors: error.data.reasons.map(redact) });
    throw error;
  }
}
