import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Scene } from "./scene.ts";

/** The places where `text` stands in a scene's events and in the files of its state folder. */
export async function placesOf(text: string, { events, folder }: Scene): Promise<readonly string[]> {
  const state = path.join(folder, "state");
  const entries = await readdir(state, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async ({ parentPath, name }) => {
      const content = await readFile(path.join(parentPath, name), "utf8");
      return [path.relative(state, path.join(parentPath, name)), content] as const;
    });
  const written = [
    ...(await Promise.all(files)),
    ...events.map((event) => [Object.keys(event).join(), JSON.stringify(event)] as const),
  ];
  return written.flatMap(([name, content]) => {
    const at = content.indexOf(text);
    return at < 0 ? [] : [`${name}: …${content.slice(Math.max(0, at - 60), at + text.length)}`];
  });
}
