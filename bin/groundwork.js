#!/usr/bin/env node
// In a checkout the built files may be older than the source; then they are built anew (within a second or two), so that nobody runs stale code.
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
