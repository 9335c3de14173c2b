import type { EnvironmentPreview } from "../../src/change/index.ts";
import { previewComment } from "../../src/report/index.ts";
import {
  changeOf,
  environment,
  infrastructure,
  manifests,
  manifestText,
  movedSubnet,
  step,
} from "../unit/report/comment-harness/previews.ts";
import { type Benchmark, milliseconds } from "./benchmark.ts";

const names = Array.from({ length: 500 }, (_, index) => `customer-${index}`);
const limits = { commentBytes: 65_000, dialect: "github", asInvoked: (text: string) => text } as const;

/** One change of many environments: the very same for all of them, or another one for each. */
function changeOfMany(isEqual: boolean) {
  const previews = names.map((name, index): EnvironmentPreview => {
    const { layers } = movedSubnet(name);
    const size = isEqual ? "e2-medium" : `e2-custom-${index}`;
    const machines = Array.from({ length: 20 }, (_, machine) =>
      step(name, "update", "gcp:compute/instance:Instance", `web-${machine}`, {
        before: { name: `${name}-web-${machine}`, machineType: "e2-small" },
        after: { name: `${name}-web-${machine}`, machineType: size },
      }),
    );
    const moved = layers.flatMap((layer) => ("plan" in layer && layer.plan ? layer.plan.steps : []));
    return environment(name, [infrastructure([...moved, ...machines]), manifests(name, ["web.yaml"])]);
  });
  const text = (name: string, replicas: number) =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  replicas: ${replicas}\n`;
  const texts = names.map((name, index) =>
    manifestText(name, "web.yaml", text(name, 1), text(name, isEqual ? 2 : index + 2)),
  );
  return { ...changeOf(previews), manifestTexts: new Map(texts) };
}

export const commentBenchmarks: readonly Benchmark[] = [true, false].map((isEqual) => ({
  name: `comment on 500 environments with ${isEqual ? "equal" : "different"} changes`,
  unit: "ms",
  goal: 1000,
  async prepare() {
    const change = changeOfMany(isEqual);
    return { measure: () => milliseconds(async () => previewComment(change, limits)) };
  },
}));
