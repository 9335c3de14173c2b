// `npm run build`: builds `dist/` from nothing.
import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "./freshness.js";

const root = fileURLToPath(new URL("..", import.meta.url));
await rm(new URL("../dist", import.meta.url), { recursive: true, force: true });
const { files, milliseconds } = await build(root);
console.log(`dist: ${files} files in ${milliseconds} ms`);
