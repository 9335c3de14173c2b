/** The embedded engine in a process that stays, as a server that previews every push would have it. */
import path from "node:path";
import { embeddedEngine, warmRunner } from "../../../src/engine/embedded/index.ts";
import { pluginSource } from "../../../src/engine/embedded/providers/plugins/index.ts";
import {
  FileStateStore,
  fileConfigSource,
  PassphraseKeys,
  readProject,
} from "../../../src/engine/embedded/stack/index.ts";
import { messageOf } from "../../../src/lib/index.ts";
import type { WarmAnswer, WarmQuestion } from "./warm.ts";

const [folder = "", root = ""] = process.argv.slice(2);
const { PATH: searchPath = "", PULUMI_CONFIG_PASSPHRASE: passphrase } = process.env;
const keys = new PassphraseKeys(async () => await Promise.resolve(passphrase));
const programs = warmRunner({ environment: process.env });
const engine = embeddedEngine({
  store: new FileStateStore({ root, keys, writtenBy: "groundwork-bench" }),
  config: fileConfigSource(keys),
  providers: pluginSource({ searchPath: searchPath.split(path.delimiter), environment: process.env }),
  programs,
});
const work = { stack: { project: "bench", stack: "dev" }, program: { folder } };

process.on("message", (question: WarmQuestion) => void answer(question));

async function answer({ verb }: WarmQuestion): Promise<void> {
  const startedAt = performance.now();
  try {
    const { result, diagnostics } = await engine[verb](work);
    const milliseconds = performance.now() - startedAt;
    await warm();
    process.send?.({
      milliseconds,
      ...(result !== "succeeded" && { problem: diagnostics.map(({ message }) => message).join("\n") }),
    } satisfies WarmAnswer);
  } catch (error) {
    process.send?.({ milliseconds: 0, problem: messageOf(error) } satisfies WarmAnswer);
  }
}

/**
 * Warms the next process between two measured runs, as a server would between two pushes. Nothing else is measured
 * meanwhile.
 */
async function warm(): Promise<void> {
  await programs.prepare(await readProject(folder));
  await programs.untilWarm();
}

await warm();
process.once("disconnect", () => process.exit());
process.send?.("ready");
