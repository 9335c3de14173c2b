// `npm run generate`: writes every generated file. Name generators' words to run only some: `npm run generate -- schema`.
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { generators } from "./generators/index.ts";

const root = path.dirname(import.meta.dirname);
const words = process.argv.slice(2);
for (const { name, generate } of generators) {
  if (words.length > 0 && !words.some((word) => name.toLowerCase().includes(word.toLowerCase()))) continue;
  for (const [file, content] of await generate(root)) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
    console.log(`${file}  ${name}`);
  }
}
