import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatReference,
  isDefaultProvider,
  nameOfUrn,
  parseReference,
  partsOfUrn,
  qualifiedTypeOfUrn,
  stackOfUrn,
  stackType,
  typeOfUrn,
  urnOf,
} from "../../../src/pulumi/index.ts";

const word = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
const type = fc.tuple(word, word, word).map((parts) => parts.join(":"));
/** A name may be any text, `::` and `$` included. */
const name = fc.string({ minLength: 1 });
const at = fc.record({ stack: word, project: word });

describe("a URN", () => {
  it("gives back what it was made of", () => {
    fc.assert(
      fc.property(at, type, name, (stack, own, resource) => {
        const urn = urnOf(stack, undefined, own, resource);
        expect(partsOfUrn(urn)).toEqual({ ...stack, qualifiedType: own, name: resource });
        expect([stackOfUrn(urn), typeOfUrn(urn), nameOfUrn(urn)]).toEqual([stack.stack, own, resource]);
      }),
    );
  });

  it("names the types of all ancestors but the stack", () => {
    fc.assert(
      fc.property(at, type, type, name, (stack, outer, own, resource) => {
        const root = urnOf(stack, undefined, stackType, "root");
        const component = urnOf(stack, root, outer, "component");
        const urn = urnOf(stack, component, own, resource);
        expect(qualifiedTypeOfUrn(component)).toBe(outer);
        expect(qualifiedTypeOfUrn(urn)).toBe(`${outer}$${own}`);
        expect(typeOfUrn(urn)).toBe(own);
      }),
    );
  });

  it("has no parts when it is none", () => {
    expect(partsOfUrn("Namespace/web")).toEqual({ stack: "", project: "", qualifiedType: "", name: "" });
    expect(stackOfUrn("arn:aws:x::project::type::name")).toBe("");
  });
});

describe("a provider reference", () => {
  it("gives back the URN and the id that it joins", () => {
    fc.assert(
      fc.property(
        at,
        word,
        name,
        fc.string().filter((id) => !id.includes(":")),
        (stack, packageName, resource, id) => {
          const urn = urnOf(stack, undefined, `pulumi:providers:${packageName}`, resource);
          expect(parseReference(formatReference({ urn, id }))).toEqual({ urn, id });
        },
      ),
    );
  });

  it("is refused when it is none", () => {
    expect(() => parseReference("gcp::id")).toThrow(TypeError);
    expect(() => parseReference("urn:pulumi:dev")).toThrow(TypeError);
  });

  it.each([
    ["pulumi:providers:gcp", "default_9_1_0", true],
    ["pulumi:providers:gcp", "default", true],
    ["pulumi:providers:gcp", "europe", false],
    ["gcp:compute/network:Network", "default", false],
  ])("of the type %s and the name %s is a default provider: %s", (providerType, resource, expected) => {
    const urn = urnOf({ stack: "dev", project: "network" }, undefined, providerType, resource);
    expect(isDefaultProvider(urn)).toBe(expected);
  });
});
