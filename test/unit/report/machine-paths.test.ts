import { describe, expect, it } from "vitest";
import type { ChangePreview, ChangeRun, EnvironmentPreview, Problem } from "../../../src/change/index.ts";
import { withoutMachineFolders } from "../../../src/lib/index.ts";
import { failedPreviewComment, previewComment, runComment } from "../../../src/report/index.ts";
import {
  changeOf,
  environment,
  failed,
  infrastructure,
  manifests,
  manifestText,
  step,
} from "./comment-harness/previews.ts";

/** Of a runner that works as root, as those of most CIs. */
const folders = [
  { path: "/builds/acme", below: "", itself: "the checkout" },
  { path: "/root", below: "~/", itself: "~" },
  { path: "/tmp", below: "<temporary folder>/", itself: "<temporary folder>" },
];
const options = {
  commentBytes: 60_000,
  dialect: "github",
  asInvoked: (text: string) => text,
  withoutMachinePaths: (text: string) => withoutMachineFolders(text, folders),
} as const;

const pod = (paths: readonly string[]) => {
  const volumes = paths.map((path, index) => `{ name: v${index}, hostPath: { path: ${path} } }`).join(", ");
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: web }\nspec: { volumes: [${volumes}], containers: [{ name: a, image: b }] }\n`;
};
const declared = (): ChangePreview => ({
  ...changeOf([
    environment("dev", [
      infrastructure([
        step("dev", "replace", "acme:index:Disk", "main", {
          before: { name: "main", source: "/root/before" },
          after: { name: "main", source: "/tmp/after" },
          forcedBy: ["source"],
        }),
      ]),
      manifests("dev", ["web.yaml"]),
    ]),
  ]),
  manifestTexts: new Map([manifestText("dev", "web.yaml", pod([]), pod(["/root/.ssh", "/tmp", "/builds/acme/x"]))]),
});

describe("a comment on a runner whose folders are called like what is declared", () => {
  it("says what is opened and lost in the words of the declaration", () => {
    const { withoutMachinePaths: _, ...bare } = options;
    const text = previewComment(declared(), options);
    expect(text).toBe(previewComment(declared(), bare));
    for (const path of ["/root/.ssh", "/tmp", "/builds/acme/x"]) expect(text).toContain(`has ${path} of its node`);
    expect(text).toContain("source `/root/before` -&gt; `/tmp/after`");
  });

  it("says so beside a message, which names no folder of the runner", () => {
    const text = previewComment(
      { ...declared(), states: [{ location: "/builds/acme/.groundwork/state", stacks: 0 }] },
      options,
    );
    expect(text).toContain("has /root/.ssh of its node");
    expect(text).toContain("State: `.groundwork/state` is empty");
  });
});

const where = "/builds/acme/stacks/index.ts and /tmp/groundwork-1 and /root/.cache";
const elsewhere = /stacks\/index\.ts and (?:&lt;|<)temporary folder(?:&gt;|>)\/groundwork-1 and \\?~\/\.cache/;
const problem: Problem = { code: "some", kind: "failed", message: `boom in ${where}`, details: [`at ${where}`] };
const warned: EnvironmentPreview = (() => {
  const layer = infrastructure([]);
  if (!("plan" in layer) || !layer.plan) throw new Error("It is planned.");
  const diagnostics = [{ severity: "warning", message: `old\n* in ${where}` }] as const;
  return environment("dev", [{ ...layer, plan: { ...layer.plan, diagnostics } }]);
})();
const unhandled = environment("dev", [
  {
    layer: "machines",
    at: "2026-01-01T00:00:00.000Z",
    kind: "not-handled",
    playbooks: { wellFormed: 0, malformed: [{ path: "a.yml", message: where, wasBefore: true }], notChecked: [where] },
  },
]);
const unreadable = environment(
  "dev",
  [infrastructure([step("dev", "create", "acme:index:Disk", "a", { after: {} })])],
  {
    reasons: [{ kind: "program-unreadable", layer: "infrastructure", problem: where }],
  },
);
const runOf = (some: Partial<ChangeRun>): ChangeRun => ({
  ...changeOf([]),
  verb: "up",
  previews: [],
  environments: [],
  ...some,
});

describe("a message in a comment", () => {
  it.each<readonly [string, string]>([
    ["why an environment has no preview", previewComment(changeOf([environment("dev", [failed(problem)])]), options)],
    ["why there is no preview", failedPreviewComment("0123456789", problem, options)],
    ["a warning", previewComment(changeOf([warned]), options)],
    ["what is wrong with a playbook", previewComment(changeOf([unhandled]), options)],
    ["why it is not known what decides", previewComment(changeOf([unreadable]), options)],
    ["why a preview is not on record", previewComment({ ...changeOf([warned]), unrecorded: problem }, options)],
    ["why a run is not on record", runComment(runOf({ unrecorded: problem }), undefined, options)],
    [
      "why a run could not be planned",
      runComment(runOf({ previews: [environment("dev", [failed(problem)])] }), undefined, options),
    ],
    [
      "what failed in a run",
      runComment(
        runOf({
          environments: [
            {
              affected: warned.affected,
              milliseconds: 1,
              layers: [{ layer: "infrastructure", at: "2026-01-01T00:00:00.000Z", kind: "refused", problem }],
            },
          ],
        }),
        undefined,
        options,
      ),
    ],
  ])("names no folder of the machine that wrote it: %s", (_, text) => {
    expect(text).toMatch(elsewhere);
    expect(text).not.toMatch(/\/builds\/acme|\/tmp\/|\/root/);
  });
});
