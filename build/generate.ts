// `npm run generate`: writes every generated file that is not as it should be. Name generators' words to run only some: `npm run generate -- schema`.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { generators } from "./generators/index.ts";

const root = path.dirname(import.meta.dirname);
const words = process.argv.slice(2);
let [files, changed] = [0, 0];
for (const { name, generate } of generators) {
  if (words.length > 0 && !words.some((word) => name.toLowerCase().includes(word.toLowerCase()))) continue;
  for (const [file, content] of await generate(root)) {
    files += 1;
    const target = path.join(root, file);
    if ((await readFile(target, "utf8").catch(() => undefined)) === content) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
    changed += 1;
    console.log(`${file}  ${name}`);
  }
}
console.log(`${files} generated files, ${changed} of them changed`);
