import { readFile, writeFile } from "node:fs/promises";
import type { SeenAnswer } from "./answers.ts";

/** Answers of kube-apiserver 1.34.1 by table and title. The real suite compares them with the server's own in each run. */
export type RecordedAnswers = Readonly<Record<string, Readonly<Record<string, readonly SeenAnswer[]>>>>;

const file = new URL("./answers.generated.json", import.meta.url);

export async function readRecordedAnswers(): Promise<RecordedAnswers> {
  return JSON.parse(await readFile(file, "utf8")) as RecordedAnswers;
}

/** One line for each exchange, so that a change of one shows as a change of one. */
export async function writeRecordedAnswers(answers: RecordedAnswers): Promise<void> {
  const tables = Object.entries(answers).map(([table, byTitle]) => {
    const lines = Object.entries(byTitle).map(([title, one]) => `${JSON.stringify(title)}:${JSON.stringify(one)}`);
    return `${JSON.stringify(table)}:{\n${lines.join(",\n")}\n}`;
  });
  await writeFile(file, `{\n${tables.join(",\n")}\n}\n`);
}
