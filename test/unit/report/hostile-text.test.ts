import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ChangePreview, ChangeRun, FleetStatus } from "../../../src/change/index.ts";
import { bringUp, previewChange, readStatus } from "../../../src/flows/index.ts";
import { printableLines, withoutLineCommands } from "../../../src/lib/index.ts";
import {
  type Block,
  doctorReport,
  environmentsReport,
  markdown,
  plainPaint,
  plansReport,
  previewComment,
  previewJson,
  previewReport,
  runJson,
  runReport,
  statusJson,
  statusReport,
  terminalLines,
} from "../../../src/report/index.ts";
import {
  diagnosticLines,
  diffLines,
  outputLines,
  plainLines,
  propertyDiffLines,
  propertyLines,
  treeLines,
} from "../../../src/report/operation/index.ts";
import { DriverWorld, environmentFiles } from "../../fakes/driver/driver-world.ts";
import { hostileTexts, runnerCommand, unprintable, withText } from "../../fakes/hostile-text.ts";
import { event, previewEvents, runningEvents, trackerOf } from "./operation-events.ts";

/** Texts that the code chooses from a fixed set; everything else comes from files, names, the cloud or other programs. */
const chosen = new Set(
  "kind op layer verdict verb result status severity folder at since because digest planDigest inputsDigest code state on version".split(
    " ",
  ),
);
const keep = (key: string, written: string) => chosen.has(key) || /^[0-9a-f]{40,64}$/.test(written);

const broken: Readonly<Record<string, string>> = {
  "environments/broken/environment.yaml": "kind: Environment\nnope: 1\n",
};

async function worldWithEverything() {
  const world = new DriverWorld();
  const base = await world.git.resolve("HEAD");
  world.git.make({
    ...broken,
    ...environmentFiles("dev", "spec: { values: { a: b } }\n"),
    "environments/staging/machines/site.yaml": "- hosts: all\n",
  });
  world.git.dirty = ["environments/dev/environment.yaml"];
  const preview = await previewChange({ base, environments: [], refresh: false }, world.ports);
  const run = await bringUp(
    { environments: [], refresh: false, requirePreview: false, confirm: async () => true },
    world.ports,
  );
  const status = await readStatus({ environments: [], refresh: true }, world.ports);
  return { preview, run, status };
}

const reports: Readonly<
  Record<string, (of: { preview: ChangePreview; run: ChangeRun; status: FleetStatus }) => readonly Block[]>
> = {
  "of a preview": ({ preview }) => previewReport(preview),
  "of the plans before a question": ({ preview }) => plansReport(preview.environments),
  "of a run": ({ run }) => runReport(run),
  "of the status": ({ status }) => statusReport(status),
};

describe("text from outside, whatever it holds,", () => {
  it.each(Object.entries(reports))("stays text in the report %s, on a terminal and in Markdown", async (_, report) => {
    const values = await worldWithEverything();
    fc.assert(
      fc.property(hostileTexts, (text) => {
        expect(faultsIn((written) => report(withText(values, written, keep)), text)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it.each(["github", "gitlab", "bitbucket", "gitea"] as const)(
    "stays text in the comment of a change request: %s",
    async (dialect) => {
      const { preview } = await worldWithEverything();
      const comment = (written: string) =>
        previewComment(withText(preview, written, keep), {
          commentBytes: Number.POSITIVE_INFINITY,
          dialect,
          asInvoked: (text) => text,
        });
      fc.assert(
        fc.property(hostileTexts, (text) => {
          const page = comment(text);
          expect(pageFaults(page, comment)).toEqual([]);
          const acted = { github: /^$^/, gitea: /^$^/, gitlab: /^\//m, bitbucket: /<[a-z!/]/i };
          expect(dialect === "bitbucket" ? outsideFences(page) : page).not.toMatch(acted[dialect]);
        }),
        { numRuns: 100 },
      );
    },
  );

  it("is no command of GitLab, which takes them from the begin of any line", () => {
    const blocks: readonly Block[] = [
      { kind: "line", words: "/close" },
      { kind: "line", words: [{ text: "/approve" }] },
      { kind: "diff", lines: ["/merge", "\n/merge", "+ /merge", "````", "/merge"] },
      { kind: "list", items: ["/close"] },
      { kind: "details", summary: "/close", blocks: [{ kind: "line", words: "/unapprove" }] },
    ];
    expect(markdown(blocks, "gitlab")).not.toMatch(/^\//m);
  });

  it("stays text in the lists of checks and of environments", () => {
    fc.assert(
      fc.property(hostileTexts, (text) => {
        const checks = (written: string) =>
          doctorReport([{ name: `a${written}`, state: "bad", found: written, fix: written }]);
        const environments = (written: string) =>
          environmentsReport([
            {
              name: written,
              valid: true,
              errors: 0,
              region: written,
              profiles: [written],
              dependsOn: [written, written],
            },
          ]);
        expect([...faultsIn(checks, text), ...faultsIn(environments, text)]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it("is the same text in JSON, which holds nothing that a terminal or a runner acts on", async () => {
    const values = await worldWithEverything();
    fc.assert(
      fc.property(hostileTexts, (text) => {
        const { preview, run, status } = withText(values, text, keep);
        for (const json of [previewJson(preview), runJson(run), statusJson(status)]) {
          const printed = printableLines(JSON.stringify(json, null, 2));
          expect(printed).not.toMatch(unprintable);
          expect(printed).not.toMatch(/^\s*::/m);
          expect(JSON.parse(printed)).toEqual(JSON.parse(JSON.stringify(json)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it("stays text in the lines, the tree and the differences of an operation", () => {
    const keepOfEvents = (key: string, written: string) =>
      chosen.has(key) || ["type", "diffKind", "keys", "diffs", "color"].includes(key) || isSignature(written);
    fc.assert(
      fc.property(hostileTexts, (text) => {
        for (const events of [previewEvents, runningEvents]) {
          const bodies = withText(events, text, keepOfEvents);
          const tracker = trackerOf(bodies);
          const rows = [...tracker.rows];
          const lines = [
            ...bodies.flatMap((body) => plainLines(event(body), tracker, plainPaint)),
            ...tracker.diagnostics.flatMap((diagnostic) => diagnosticLines(diagnostic, plainPaint)),
            ...diffLines(rows, plainPaint),
            ...treeLines(rows, { paint: plainPaint, columns: 80, now: 5000, showSame: true }),
            ...outputLines({ [`a${text}`]: text, map: { [text]: [text] } }, plainPaint),
            ...propertyLines({ [`a${text}`]: text, map: { [text]: [text] } }, "+", plainPaint.added),
            ...propertyDiffLines({ before: { [text]: text }, after: { [text]: `${text}2` } }, plainPaint),
          ];
          expect(lines.filter((line) => unprintable.test(line) || line.includes("\n"))).toEqual([]);
          expect(withoutLineCommands(lines.join("\n"))).not.toMatch(runnerCommand);
        }
      }),
      { numRuns: 80 },
    );
  });
});

const isSignature = (written: string) => /^[0-9a-f]{32}$|^[0-9a-f]{8}-/.test(written);

/** Where a rendering of `text` has other lines, cells or tags than one of harmless text, or text that a terminal or runner acts on. */
function faultsIn(report: (text: string) => readonly Block[], text: string): readonly string[] {
  const lines = terminalLines(report(text), plainPaint);
  return [
    ...lines.filter((line) => unprintable.test(line) || line.includes("\n")).map((line) => `unprintable: ${line}`),
    ...(runnerCommand.test(lines.join("\n")) ? ["a runner's command on the terminal"] : []),
    ...(lines.length === terminalLines(report("x"), plainPaint).length ? [] : ["another number of lines"]),
    ...pageFaults(markdown(report(text)), (written) => markdown(report(written))),
  ];
}

function pageFaults(page: string, write: (text: string) => string): readonly string[] {
  return [
    ...(unprintable.test(page) ? ["unprintable in Markdown"] : []),
    ...(runnerCommand.test(page) ? ["a runner's command in Markdown"] : []),
    ...(isDeepStrictEqual(shapeOf(page), shapeOf(write("x"))) ? [] : ["Markdown of another shape"]),
    ...(write("marked").includes("marked") ? [] : ["the text is nowhere"]),
  ];
}

function outsideCode(page: string): string {
  return page.replaceAll(/(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)/g, "");
}

function outsideFences(page: string): string {
  return outsideCode(page.replaceAll(/^(`{3,})diff$.*?^\1$/gms, ""));
}

/** What Markdown makes of each line: its table cells and its tags, or that it is part of a fence. */
function shapeOf(page: string): readonly string[] {
  let fence: string | undefined;
  return page.split("\n").map((line) => {
    const [, ticks] = /^(`{3,})(?:diff)?$/.exec(line) ?? [];
    if (fence !== undefined) {
      if (ticks === fence) fence = undefined;
      return "fenced";
    }
    if (ticks !== undefined) {
      fence = ticks;
      return "fenced";
    }
    // What is shown as text where HTML is never taken.
    const outside = outsideCode(line).replaceAll("<\u200B", "");
    const cells = line.startsWith("|") ? line.replaceAll(/\\./g, "").split("|").length : 0;
    const tags = [...outside.matchAll(/<[^>]*>/g)].map(([tag]) => tag);
    const mentions = /@[a-z]/.test(outside) ? "mention" : "";
    return `${/^(?:### |- )?/.exec(line)?.[0]}${cells} ${tags.join("")} ${mentions}`;
  });
}
