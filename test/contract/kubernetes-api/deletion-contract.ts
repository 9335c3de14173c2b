import { beforeEach, describe, expect, it } from "vitest";
import { type Answer, eventually, type Json, patch, type Target, textOf } from "./http-client.ts";
import { startedServer } from "./started-server.ts";

/** How a test's object is owned. */
interface Made {
  readonly owners?: readonly Owner[];
  /** Keeps the object until the test takes it away. */
  readonly isHeld?: boolean;
}

interface Owner {
  readonly name: string;
  readonly uid: string;
  /** Whether a deletion of the owner in the foreground waits for this object. @default true */
  readonly isBlocked?: boolean;
}

const hold = "example.com/hold";
const orphans = "orphan";
const waits = "foregroundDeletion";

/** What goes with an owner, and when, on a server with a garbage collector; how a namespace ends on one that ends them. */
export function deletionContract(
  name: string,
  start: () => Promise<{ readonly target: Target; stop(): Promise<void> }>,
): void {
  describe(`deletions on ${name}`, () => {
    const client = startedServer(start);
    let namespace: string;
    beforeEach(async () => {
      namespace = `deletion-${Math.random().toString(36).slice(2, 8)}`;
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
      expect((await client().send("POST", "/api/v1/namespaces", body)).status).toBe(201);
    });

    const pathOf = (of: string, home = namespace) => `/api/v1/namespaces/${home}/configmaps/${of}`;
    const make = async (of: string, { owners = [], isHeld = false }: Made = {}, home = namespace): Promise<Owner> => {
      const ownerReferences = owners.map(({ name: owner, uid, isBlocked = true }) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        name: owner,
        uid,
        blockOwnerDeletion: isBlocked,
      }));
      const metadata = { name: of, ownerReferences, ...(isHeld && { finalizers: [hold] }) };
      const body = { apiVersion: "v1", kind: "ConfigMap", metadata };
      const { status, body: made } = await client().send("POST", pathOf("", home).slice(0, -1), body);
      expect(status).toBe(201);
      return { name: of, uid: textOf(made.metadata?.uid) };
    };
    const remove = async (of: string, propagationPolicy?: string): Promise<Answer> =>
      await client().send("DELETE", pathOf(of), { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy });
    const read = async (of: string, home = namespace): Promise<Json> =>
      (await client().send("GET", pathOf(of, home))).body.metadata ?? {};
    const release = async (of: string): Promise<void> => {
      const body = { metadata: { finalizers: null } };
      await client().send("PATCH", pathOf(of), body, { "content-type": patch.merge });
    };
    const isGone = async (of: string, home = namespace): Promise<void> => {
      await eventually(
        async () => await client().send("GET", pathOf(of, home)),
        ({ status }) => status === 404,
      );
    };
    const isGoing = async (of: string): Promise<Json> =>
      await eventually(
        async () => await read(of),
        ({ deletionTimestamp }) => deletionTimestamp !== undefined,
      );

    it.for([undefined, "Background"])(
      "deletes the owner at once, and then what it owned (policy %s)",
      async (policy) => {
        const owner = await make("owner");
        await make("child", { owners: [owner] });
        expect((await remove("owner", policy)).body).toMatchObject({ kind: "Status", status: "Success" });
        expect((await client().send("GET", pathOf("owner"))).status).toBe(404);
        await isGone("child");
      },
    );

    it("leaves what was owned, without the reference, when it is to be orphaned", async () => {
      const owner = await make("owner");
      await make("child", { owners: [owner] });
      expect((await remove("owner", "Orphan")).body.metadata).toMatchObject({
        finalizers: [orphans],
        deletionTimestamp: expect.any(String) as string,
      });
      await isGone("owner");
      const child = await read("child");
      expect([child.uid !== undefined, child.ownerReferences]).toEqual([true, undefined]);
    });

    it("keeps an owner that is deleted in the foreground until what blocks it is gone", async () => {
      const owner = await make("owner");
      await make("child", { owners: [owner], isHeld: true });
      await make("free", { owners: [owner] });
      const answer = await remove("owner", "Foreground");
      expect(answer.body).toMatchObject({
        kind: "ConfigMap",
        metadata: {
          finalizers: [waits],
          deletionTimestamp: expect.any(String) as string,
          deletionGracePeriodSeconds: 0,
        },
      });
      expect((await isGoing("child")).finalizers).toEqual([hold]);
      await isGone("free");
      expect((await read("owner")).finalizers).toEqual([waits]);
      await release("child");
      await Promise.all([isGone("child"), isGone("owner")]);
    });

    it("does not keep it for what does not block it", async () => {
      const owner = await make("owner");
      await make("child", { owners: [{ ...owner, isBlocked: false }], isHeld: true });
      await remove("owner", "Foreground");
      await isGone("owner");
      expect((await isGoing("child")).finalizers).toEqual([hold]);
      await release("child");
      await isGone("child");
    });

    it("deletes in the foreground all the way down", async () => {
      const owner = await make("owner");
      const child = await make("child", { owners: [owner] });
      await make("grandchild", { owners: [child], isHeld: true });
      await remove("owner", "Foreground");
      await isGoing("grandchild");
      expect((await isGoing("child")).finalizers).toEqual([waits]);
      expect((await read("owner")).finalizers).toEqual([waits]);
      await release("grandchild");
      await Promise.all(["grandchild", "child", "owner"].map((each) => isGone(each)));
    });

    it("keeps what another owner still has, and forgets the one that went", async () => {
      const owners = [await make("first"), await make("second")];
      await make("child", { owners });
      await remove("first", "Foreground");
      await isGone("first");
      const left = await eventually(
        async () => (await read("child")).ownerReferences as unknown as readonly Json[],
        (references) => references.length === 1,
      );
      expect(left).toMatchObject([{ name: "second", uid: owners[1]?.uid }]);
      await remove("second");
      await isGone("child");
    });

    it("collects what never had its owner, and what names one of another namespace", async () => {
      const elsewhere = `${namespace}-other`;
      const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: elsewhere } };
      await client().send("POST", "/api/v1/namespaces", body);
      const owner = await make("owner");
      await make("strange", { owners: [{ name: "owner", uid: "00000000-0000-4000-8000-000000000000" }] });
      await make("abroad", { owners: [owner] }, elsewhere);
      await Promise.all([isGone("strange"), isGone("abroad", elsewhere)]);
      expect((await read("owner")).uid).toBe(owner.uid);
    });

    it("says what a namespace waits for, lets nothing new in, and ends it then", async () => {
      await make("held", { isHeld: true });
      await make("free");
      const at = `/api/v1/namespaces/${namespace}`;
      expect((await client().send("DELETE", at)).body).toMatchObject({ status: { phase: "Terminating" } });
      const conditionsOf = async (): Promise<Readonly<Record<string, string>>> => {
        const { body } = await client().send("GET", at);
        const conditions = (body.status?.conditions ?? []) as unknown as readonly Json[];
        return Object.fromEntries(
          conditions.map(({ type, status, reason, message }) => [
            textOf(type),
            [status, reason, message].map(textOf).join(" "),
          ]),
        );
      };
      const conditions = await eventually(
        conditionsOf,
        (found) => found["NamespaceFinalizersRemaining"]?.startsWith("True") === true,
      );
      expect(conditions).toEqual({
        NamespaceDeletionDiscoveryFailure: "False ResourcesDiscovered All resources successfully discovered",
        NamespaceDeletionGroupVersionParsingFailure:
          "False ParsedGroupVersions All legacy kube types successfully parsed",
        NamespaceDeletionContentFailure:
          "False ContentDeleted All content successfully deleted, may be waiting on finalization",
        NamespaceContentRemaining:
          "True SomeResourcesRemain Some resources are remaining: configmaps. has 1 resource instances",
        NamespaceFinalizersRemaining: `True SomeFinalizersRemain Some content in the namespace has finalizers remaining: ${hold} in 1 resource instances`,
      });
      const late = await client().send("POST", pathOf("").slice(0, -1), {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "late" },
      });
      expect(late.body).toMatchObject({ code: 403, reason: "Forbidden" });
      await release("held");
      await eventually(
        async () => await client().send("GET", at),
        ({ status }) => status === 404,
      );
    });
  });
}
