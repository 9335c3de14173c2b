/**
 * The forges that the demo can be told on: where its repository is, and what its people do there.
 *
 * In:   a folder, the variables of programs.
 * Out:  {@link DemoForge}: an adapter, people by their names, and what the command needs to reach it.
 * Must not know: the story, what the commands print.
 */
export type { DemoForge, DemoForgeName } from "./demo-forge.ts";
export { openDemoForge } from "./open-demo-forge.ts";
