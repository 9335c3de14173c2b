// `npm run build`: builds `dist/` from nothing, but for `dist/stack/`, which `npm pack` has built just before. Says so on standard error: `npm run demo -- --json` prints JSON alone.
import { readdir, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "./freshness.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = path.join(root, "dist");
const ofStack = ["stack", "manifests"];
for (const name of await readdir(dist).catch(() => []))
  if (!ofStack.includes(name)) await rm(path.join(dist, name), { recursive: true, force: true });
const { files, milliseconds } = await build(root);
console.error(`dist: ${files} files in ${milliseconds} ms`);
