import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { systemClock } from "../../../src/lib/index.ts";
import type { ContainerProgram } from "../../../src/local/cluster/workloads/kubelet/container-process.ts";
import { keepRunning } from "../../../src/local/cluster/workloads/kubelet/running-container.ts";

it("a container that is told to end while it is being started ends, and its process with it", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "groundwork-container-"));
  const program: ContainerProgram = {
    command: process.execPath,
    args: ["--eval", "setInterval(() => undefined, 60_000)"],
    environment: {},
    folder,
  };
  let made: (program: ContainerProgram) => void = () => undefined;
  const making = new Promise<ContainerProgram>((resolve) => (made = resolve));
  const container = keepRunning(
    () => making,
    systemClock,
    () => undefined,
  );
  const ended = container.end(5_000);
  made(program);
  await ended;
  // It is written when the process starts, and removed once that is gone.
  await expect(access(path.join(folder, "pid.json"))).rejects.toMatchObject({ code: "ENOENT" });
  expect(await access(path.join(folder, "log"))).toBeUndefined();
  await rm(folder, { recursive: true });
});
