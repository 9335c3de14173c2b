import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { followEvents } from "../../../src/engine/automation/event-log.ts";

let folder: string;
let file: string;
let seen: number[];
let arrived: () => void;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "groundwork-events-"));
  file = path.join(folder, "events");
  seen = [];
  arrived = () => undefined;
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const follow = (ended: Promise<unknown>) =>
  followEvents(file, ended, ({ sequence }) => {
    seen.push(sequence);
    arrived();
  });
const event = (sequence: number) => `${JSON.stringify({ sequence, timestamp: 1, text: "λ→" })}\n`;
const told = () => new Promise<void>((resolve) => (arrived = resolve));

it("tells events while the CLI runs, and lines that come in pieces once they are whole", async () => {
  let end: (value: undefined) => void = () => undefined;
  const following = follow(new Promise((resolve) => (end = resolve)));
  const first = told();
  await writeFile(file, event(0) + event(1).slice(0, 20));
  await first;
  expect(seen).toEqual([0]);
  const second = told();
  await appendFile(file, event(1).slice(20));
  await second;
  end(undefined);
  await following;
  expect(seen).toEqual([0, 1]);
});

it("tells what was written last, and not the half line of a CLI that was killed", async () => {
  await writeFile(file, event(0) + event(1) + event(2).slice(0, 9));
  await follow(Promise.resolve());
  expect(seen).toEqual([0, 1]);
});

it("tells nothing of a CLI that never wrote", async () => {
  await follow(Promise.resolve());
  expect(seen).toEqual([]);
});

it("tells what there is of a CLI that could not be waited for", async () => {
  await writeFile(file, event(0));
  await follow(Promise.reject(new Error("gone")));
  expect(seen).toEqual([0]);
});
