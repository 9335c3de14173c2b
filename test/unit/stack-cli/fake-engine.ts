import type { Outcome, Plan, StepOp } from "../../../src/change/index.ts";
import type { StackTools, StackToolsRequest, Terminal } from "../../../src/cli/index.ts";
import { runCommandLine, stackCommand } from "../../../src/cli/index.ts";
import type { Engine, OperationOptions, StackOutputs, Work } from "../../../src/engine/index.ts";

const urn = "urn:pulumi:dev::shop::a:b:C::one";

export function planOf(op: StepOp, result: Plan["result"] = "succeeded"): Plan {
  const step = { op, urn, type: "a:b:C", provider: "", replaceKeys: [], diffs: [], protect: false };
  return {
    result,
    steps: [step],
    summary: { [op]: 1 },
    diagnostics: [],
    outputs: { url: "https://shop" },
    milliseconds: 10,
  };
}

/** One call that the command made. */
export interface Call {
  readonly verb: string;
  readonly options: OperationOptions;
  readonly stack: string;
}

/** The `stack` command with a scripted engine and a scripted user. */
export async function runStack(
  args: readonly string[],
  setup: {
    readonly plan?: Plan;
    readonly outcome?: Outcome;
    readonly answers?: readonly string[];
    readonly stacks?: readonly string[];
    /** Whether the terminal can show colors. */
    readonly color?: boolean;
    /** Outputs of the stack, and the deployment in which they stand sealed. */
    readonly outputs?: StackOutputs;
    readonly deployment?: object;
  } = {},
) {
  const { plan = planOf("create"), outcome = plan as Outcome, answers, stacks = ["dev"], color = false } = setup;
  const calls: Call[] = [];
  const requests: StackToolsRequest[] = [];
  const saved: string[] = [];
  const said = { out: [] as string[], err: [] as string[], asked: [] as string[] };
  const does =
    (verb: string, result: Plan | Outcome) =>
    async (work: Work, options: OperationOptions = {}) => {
      calls.push({ verb: options.previewOnly ? `${verb} preview` : verb, options, stack: work.stack.stack });
      const metadata = {
        op: "create",
        urn,
        type: "a:b:C",
        provider: "",
        new: { inputs: { size: 1 }, outputs: {}, id: "", parent: "" },
      };
      for (const body of [
        { resourcePreEvent: { metadata, planning: true } },
        { resOutputsEvent: { metadata, planning: true } },
      ])
        work.onEvent?.({ sequence: 0, timestamp: 0, ...body } as unknown as Parameters<
          NonNullable<Work["onEvent"]>
        >[0]);
      return await Promise.resolve(result as Outcome);
    };
  const engine: Engine = {
    name: "embedded",
    preview: does("preview", plan),
    up: does("up", outcome),
    refresh: does("refresh", outcome),
    destroy: does("destroy", outcome),
    outputs: () =>
      Promise.resolve(
        setup.outputs ?? { url: { value: "https://shop", secret: false }, key: { value: "hidden", secret: true } },
      ),
    exportState: () => Promise.resolve({ version: 3, deployment: setup.deployment ?? {} }),
    importState: () => Promise.resolve(),
  };
  const tools: StackTools = {
    project: { name: "shop", folder: "/shop" },
    engine,
    states: {
      has: ({ stack }) => Promise.resolve(stacks.includes(stack)),
      list: () => Promise.resolve(stacks.map((stack) => ({ stack: { project: "shop", stack }, resourceCount: 0 }))),
      history: () => Promise.resolve([]),
      exportDeployment: () => Promise.resolve({ version: 3, deployment: {} }),
      cancel: () => Promise.resolve([]),
    },
    saveConfig: async (_stack, assignments) => {
      saved.push(...assignments.map(({ key, value, isPath }) => `${key}=${value}${isPath ? " (path)" : ""}`));
      await Promise.resolve();
    },
  };
  const left = [...(answers ?? [])];
  const terminal: Terminal = {
    out: (line) => said.out.push(line),
    err: (line) => said.err.push(line),
    interactive: answers !== undefined,
    color,
    columns: 100,
    redraw() {},
    async ask(question) {
      said.asked.push(question);
      const answer = left.shift();
      if (answer === undefined) throw new Error("Nobody answers any more.");
      return await Promise.resolve(answer);
    },
  };
  const open = async (request: StackToolsRequest) => {
    requests.push(request);
    return await Promise.resolve(tools);
  };
  const code = await runCommandLine(
    ["stack", ...args],
    {
      version: "1",
      cwd: "/cwd",
      terminal,
      signal: new AbortController().signal,
      onInterrupt: () => () => undefined,
      withoutMachinePaths: (text: string) => text,
    },
    [stackCommand({ begin: () => Promise.resolve(), open, readInput: () => Promise.resolve("{}") })],
  );
  return { code, calls, requests, saved, said, out: said.out.join("\n"), err: said.err.join("\n") };
}
