import type { DemoForge, DemoForgeName, DemoForgePlace } from "./demo-forge.ts";

/** Loads one forge alone: the real one is made of parts that the other does without. @throws {DemoForgeMissing} */
export async function openDemoForge(name: DemoForgeName, place: DemoForgePlace): Promise<DemoForge> {
  if (name === "local") return (await import("./local.ts")).localDemoForge(place);
  return (await import("./gitea.ts")).giteaDemoForge();
}
