import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ChangePreview,
  countChanges,
  digestOf,
  type EnvironmentPreview,
  type PlannedStep,
  type StepOp,
  shownSteps,
} from "../../../src/change/index.ts";
import {
  colorPaint,
  markdown,
  plansReport,
  previewJson,
  previewReport,
  terminalLines,
} from "../../../src/report/index.ts";
import { operationJson, stepWords, summaryLines } from "../../../src/report/operation/index.ts";
import { planOf, step } from "../../fakes/driver/fake-engine.ts";

const red = "\u001b[31m";
const green = "\u001b[32m";

/** The steps that an engine plans for each way of replacing a resource. */
const replacements: Readonly<Record<string, readonly StepOp[]>> = {
  "with the new one first": ["create-replacement", "replace", "delete-replaced"],
  "with the old one deleted first": ["delete-replaced", "replace", "create-replacement"],
  "by an import": ["import-replacement", "replace", "delete-replaced"],
  "as one step": ["replace"],
};

const stepsOf = (ops: readonly StepOp[], name = "main"): readonly PlannedStep[] =>
  ops.map((op) => step("dev", name, op, { size: 1 }, { size: 2 }));

function previewOf(steps: readonly PlannedStep[]): ChangePreview {
  const plan = planOf(steps);
  const affected = {
    name: "dev",
    folder: "present",
    layers: ["infrastructure"],
    reasons: [{ kind: "requested", layer: "infrastructure" }],
  } as unknown as EnvironmentPreview["affected"];
  const shown = shownSteps(plan);
  const planned: EnvironmentPreview = {
    affected,
    layers: [
      {
        layer: "infrastructure",
        kind: "planned",
        at: "2026-01-01T00:00:00.000Z",
        plan,
        steps: shown,
        planDigest: digestOf(shown),
        counts: countChanges(steps),
      },
    ],
  };
  return {
    commit: "0123456789abcdef",
    affected: { environments: [affected], total: 1, changedFiles: 1 },
    environments: [planned],
    states: [],
    uncommitted: { paths: [] },
    local: false,
    milliseconds: 1,
  };
}

describe.each(Object.entries(replacements))("a replacement %s", (_, ops) => {
  const preview = previewOf(stepsOf(ops));
  const lines = terminalLines(previewReport(preview), colorPaint);

  it("is a deletion in the headline, in red", () => {
    expect(lines[0]).toContain("1 to replace, 1 to delete (1 by replacement)");
    expect(lines[0]).toContain(red);
    expect(lines.join("\n")).not.toContain("0 to delete");
  });

  it("is red in the table and among the resources, never green", () => {
    const about = lines.filter((line) => line.includes("replace") && !line.includes("environment"));
    expect(about.length).toBeGreaterThan(1);
    for (const line of about) expect(line).not.toContain(green);
    expect(about.filter((line) => line.includes(red)).length).toBe(about.length);
  });

  it("is a red line of the diff in Markdown, and bold in the headline", () => {
    const text = markdown(previewReport(preview));
    expect(text).toMatch(/^- replace .*main$/m);
    expect(text).toMatch(/^### .*\*\*.*1 to delete/m);
    expect(text).not.toMatch(/^\+ .*replace/m);
  });

  it("counts as a deletion in JSON, of the driver and of a stack", () => {
    expect(previewJson(preview).environments[0]?.layers[0]?.counts).toMatchObject({ replace: 1, delete: 1 });
    expect(operationJson(planOf(stepsOf(ops))).counts).toMatchObject({ replace: 1, delete: 1 });
  });

  it("is a deletion in the line that ends a stack's preview", () => {
    const [line = ""] = summaryLines("preview", planOf(stepsOf(ops)), true, colorPaint);
    expect(line).toContain(`${red}1 to replace`);
    expect(line).toContain(`${red}1 to delete (1 by replacement)`);
  });
});

describe("what is counted", () => {
  it("is not deleted when it is only forgotten", () => {
    const ops: readonly StepOp[] = ["create-replacement", "replace", "discard-replaced"];
    expect(countChanges(stepsOf(ops))).toMatchObject({ replace: 1, delete: 0 });
  });

  it("is each resource once, whatever the order of steps: deletions are those that are lost", () => {
    const kinds = fc.constantFrom<readonly StepOp[]>(
      ["delete"],
      ["create"],
      ["update"],
      ["same"],
      ...Object.values(replacements),
    );
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (resources, order) => {
        const steps = resources
          .flatMap((ops, index) => stepsOf(ops, `r${index}`))
          .map((each) => ({ each, at: order.next().value }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ each }) => each);
        const replaced = resources.filter((ops) => ops.includes("replace")).length;
        const deleted = resources.filter((ops) => ops.includes("delete")).length;
        expect(countChanges(steps)).toMatchObject({ replace: replaced, delete: replaced + deleted });
      }),
    );
  });
});

it("no step of a replacement is painted as a creation", () => {
  const ops = Object.keys(stepWords).filter((op) => /replac/.test(op)) as StepOp[];
  expect(ops.filter((op) => stepWords[op].paint === "added")).toEqual([]);
});

it("the report before the question has the replacement first", () => {
  const steps = [...stepsOf(["create"], "new"), ...stepsOf(["replace"], "old")];
  const text = terminalLines(plansReport(previewOf(steps).environments), colorPaint).join("\n");
  expect(text.indexOf("replace")).toBeLessThan(text.indexOf("create gcp"));
});
