// `npm run build`: builds `dist/` from nothing. Says so on standard error: `npm run demo -- --json` prints JSON alone.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "./freshness.js";

const root = fileURLToPath(new URL("..", import.meta.url));
await rm(new URL("../dist", import.meta.url), { recursive: true, force: true });
const { files, milliseconds } = await build(root);
console.error(`dist: ${files} files in ${milliseconds} ms`);
