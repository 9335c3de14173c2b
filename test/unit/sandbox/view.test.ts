import { describe, expect, it } from "vitest";
import { layOut } from "../../../src/sandbox/linux/view.ts";

const folder = (path: string, source = path) => ({ path, source, isFolder: true });
const file = (path: string, source = path) => ({ path, source, isFolder: false });
const mountsOf = (shown: Parameters<typeof layOut>[1]) =>
  layOut("/root", shown, 1000)
    .mounts.split("\n")
    .filter((line) => line !== "" && !line.includes("/dev/"));

describe("what a confined program sees", () => {
  it("is an empty tree that cannot be written to, with a scratch folder of a limited size", () => {
    expect(mountsOf([])).toEqual([
      "/root /root none bind,ro,nosuid,nodev 0 0",
      "tmpfs /root/scratch tmpfs size=1000,nr_inodes=16384,mode=0700,nosuid,nodev,noexec 0 0",
    ]);
  });

  it("shows what a path leads to at the path itself", () => {
    const { files, folders } = layOut("/root", [file("/lib64/ld.so", "/usr/lib/ld-2.so")], 1000);
    expect(files).toContain("lib64/ld.so");
    expect(folders).toContain("lib64");
    expect(mountsOf([file("/lib64/ld.so", "/usr/lib/ld-2.so")]).at(-1)).toBe(
      "/usr/lib/ld-2.so /root/lib64/ld.so none bind,ro,nosuid,nodev 0 0",
    );
  });

  it("mounts once what lies in another folder that is shown", () => {
    expect(mountsOf([folder("/a/b"), folder("/a"), file("/a/b/c")])).toHaveLength(3);
  });

  it("shows a folder that a link leads to by the same link", () => {
    expect(layOut("/root", [folder("/checkout/packages", "/elsewhere")], 1000)).toMatchObject({
      links: [{ path: "checkout/packages", target: "/elsewhere" }],
      mounts: expect.stringContaining("/elsewhere /root/elsewhere none"),
    });
  });

  it("makes no link in a folder that is shown, which has it already", () => {
    const { links, mounts } = layOut("/root", [folder("/a"), folder("/a/b", "/elsewhere")], 1000);
    expect(links).toEqual([]);
    expect(mounts).toContain("/elsewhere /root/elsewhere none");
  });

  it("writes signs that separate fields in octal", () => {
    expect(mountsOf([folder("/with space")]).at(-1)).toBe(
      String.raw`/with\040space /root/with\040space none bind,ro,nosuid,nodev 0 0`,
    );
  });
});
