#!/usr/bin/env node
// In a checkout the files in `dist/` may be older than the sources. They are built again then (within a second or two),
// so that stale code never runs.
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

// Keeps compiled code from start to start, where Node can: since 22.1.
module.enableCompileCache?.();

const freshness = new URL("../build/freshness.js", import.meta.url);
if (existsSync(freshness)) {
  const { ensureFresh } = await import(freshness.href);
  await ensureFresh(fileURLToPath(new URL("..", import.meta.url)));
}
await import("../dist/main.js");
