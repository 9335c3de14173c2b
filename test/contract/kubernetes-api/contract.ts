import { afterAll, beforeAll, describe } from "vitest";
import { admissionContract } from "./admission-contract.ts";
import { applyContract } from "./apply-contract.ts";
import { customResourcesContract } from "./custom-resources-contract.ts";
import { discoveryContract } from "./discovery-contract.ts";
import type { Target } from "./http-client.ts";
import { listsContract } from "./lists-contract.ts";
import { newDefinitionsContract } from "./new-definitions-contract.ts";
import { objectsContract, type Subject } from "./objects-contract.ts";
import { refusalsContract } from "./refusals-contract.ts";
import { scaleContract } from "./scale-contract.ts";
import { startedServer } from "./started-server.ts";

/** What every Kubernetes API server does that clients of ours rely on. */
export function kubernetesApiContract(
  name: string,
  start: () => Promise<{ target: Target; stop(): Promise<void> }>,
): void {
  describe(`${name} as a Kubernetes API`, () => {
    const client = startedServer(start);

    const suite = (title: string, contract: (subject: Subject) => void): void => {
      describe(`with ${title}`, () => {
        const namespace = `${title.replaceAll(" ", "-")}-${Math.random().toString(36).slice(2, 7)}`;
        beforeAll(async () => {
          await client().send("POST", "/api/v1/namespaces", {
            apiVersion: "v1",
            kind: "Namespace",
            metadata: { name: namespace },
          });
        });
        afterAll(async () => {
          await client().send("DELETE", `/api/v1/namespaces/${namespace}`);
        });
        contract({ client, namespace: () => namespace });
      });
    };
    suite("objects", objectsContract);
    suite("apply and patches", applyContract);
    suite("lists and watches", listsContract);
    suite("custom resources", customResourcesContract);
    suite("new definitions", newDefinitionsContract);
    suite("discovery and access", discoveryContract);
    suite("admission", admissionContract);
    suite("scales", scaleContract);
    suite("refusals", refusalsContract);
  });
}
