import ts from "typescript";

const withoutFields =
  ts.TypeFlags.Any |
  ts.TypeFlags.Unknown |
  ts.TypeFlags.Never |
  ts.TypeFlags.Void |
  ts.TypeFlags.Null |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.NonPrimitive;

const partsOfTypes: ReadonlySet<string> = new Set(["Pick", "Omit", "Partial", "Required", "Readonly"]);

const readsEverything = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive;

/**
 * Which declarations of fields are read, directly or through another type that a value is handed on as.
 *
 * A value of type `A` that goes where a `B` is expected makes each read of a field of `B` a read of the same field of `A`.
 * What goes into `unknown`, an index signature or a type from outside of the project is read there completely.
 */
export class ValueFlow {
  readonly #read = new Set<ts.Declaration>();
  readonly #readWith = new Map<ts.Declaration, Set<ts.Declaration>>();
  readonly #handed = new Map<ts.Type, Set<ts.Type>>();
  readonly #given = new Map<ts.Type, Set<ts.Type>>();
  readonly #whole = new Set<ts.Type>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly isOwn: (declaration: ts.Declaration) => boolean,
  ) {}

  /** Every declaration that is read. */
  reads(): ReadonlySet<ts.Declaration> {
    // A set visits what is added while it is walked. A value has fields that the type which it is handed on as does not name.
    for (const type of this.#whole) for (const other of this.#given.get(type) ?? []) this.readWhole(other);
    for (const declaration of this.#read)
      for (const other of this.#readWith.get(declaration) ?? []) this.#read.add(other);
    return this.#read;
  }

  readField(symbol: ts.Symbol | undefined): void {
    for (const declaration of symbol?.declarations ?? []) this.#read.add(declaration);
  }

  readFieldOf(type: ts.Type, name: string): void {
    for (const part of type.isUnion() ? type.types : [type])
      this.readField(this.checker.getPropertyOfType(this.checker.getApparentType(part), name));
  }

  /** Something reads every field of a value, and of the values in it. */
  readWhole(type: ts.Type): void {
    if (type.flags & withoutFields || this.#whole.has(type)) return;
    this.#whole.add(type);
    if (type.isUnionOrIntersection()) return type.types.forEach((part) => this.readWhole(part));
    for (const argument of this.#argumentsOf(type)) this.readWhole(argument);
    for (const { type: element } of this.checker.getIndexInfosOfType(type)) this.readWhole(element);
    if (this.#isForeign(type)) return;
    for (const property of this.checker.getPropertiesOfType(type)) {
      this.readField(property);
      this.readWhole(this.checker.getTypeOfSymbol(property));
    }
  }

  /** A value of type `from` goes where a `to` is expected. */
  hand(from: ts.Type, to: ts.Type): void {
    if (from === to || from.flags & withoutFields) return;
    const handed = this.#handed.get(from) ?? new Set();
    if (handed.has(to)) return;
    this.#handed.set(from, handed.add(to));
    this.#given.set(to, (this.#given.get(to) ?? new Set()).add(from));
    if (from.isUnion()) return from.types.forEach((part) => this.hand(part, to));
    if (from.flags & ts.TypeFlags.Instantiable) {
      const constraint = this.checker.getBaseConstraintOfType(from);
      return constraint && constraint !== from ? this.hand(constraint, to) : undefined;
    }
    if (to.flags & readsEverything) return this.readWhole(from);
    if (to.flags & ts.TypeFlags.Instantiable) return this.#handToConstraint(from, to);
    if (to.isUnion()) return to.types.forEach((part) => this.hand(from, part));
    if (!to.isIntersection() && to.flags & withoutFields) return;
    this.#handArguments(from, to);
    this.#handFields(from, to);
    this.#handCalls(from, to);
  }

  /** What a type parameter is for stands in its constraint; `object` says only that it is no primitive. */
  #handToConstraint(from: ts.Type, to: ts.Type): void {
    const constraint = this.checker.getBaseConstraintOfType(to);
    if (!constraint || constraint === to) return;
    for (const part of constraint.isUnion() ? constraint.types : [constraint])
      if (!(part.flags & readsEverything)) this.hand(from, part);
  }

  /** `Promise<A>` as `Promise<B>`, `A[]` as `Iterable<B>`. */
  #handArguments(from: ts.Type, to: ts.Type): void {
    const given = this.#argumentsOf(from);
    const taken = this.#argumentsOf(to);
    if ((from as ts.TypeReference).target === (to as ts.TypeReference).target)
      given.forEach((argument, at) => this.hand(argument, taken[at] ?? argument));
    else for (const argument of given) for (const other of taken) this.hand(argument, other);
  }

  #handFields(from: ts.Type, to: ts.Type): void {
    const { checker } = this;
    const given = checker.getIndexInfosOfType(from);
    const taken = checker.getIndexInfosOfType(to);
    for (const { type } of given) for (const { type: other } of taken) this.hand(type, other);
    if (this.#isForeign(from)) return;
    const properties = checker.getPropertiesOfType(from);
    for (const property of properties) {
      const expected = checker.getPropertyOfType(to, property.name);
      if (expected) {
        this.#readTogether(expected, property);
        this.hand(checker.getTypeOfSymbol(property), checker.getTypeOfSymbol(expected));
      } else if (taken.length > 0) {
        this.readField(property);
        for (const { type } of taken) this.hand(checker.getTypeOfSymbol(property), type);
      }
    }
  }

  /** The result of a function goes where its caller expects one; the caller's arguments go the other way. */
  #handCalls(from: ts.Type, to: ts.Type): void {
    const [given] = from.getCallSignatures();
    const [taken] = to.getCallSignatures();
    if (!given || !taken) return;
    this.hand(given.getReturnType(), taken.getReturnType());
    const argumentsTaken = taken.getParameters();
    given.getParameters().forEach((parameter, at) => {
      const argument = argumentsTaken[at];
      if (argument) this.hand(this.checker.getTypeOfSymbol(argument), this.checker.getTypeOfSymbol(parameter));
    });
  }

  #readTogether(expected: ts.Symbol, given: ts.Symbol): void {
    const readers = expected.declarations ?? [];
    if (readers.length === 0 || !readers.every((each) => this.isOwn(each))) return this.readField(given);
    for (const reader of readers) {
      const others = this.#readWith.get(reader) ?? new Set();
      for (const declaration of given.declarations ?? []) if (declaration !== reader) others.add(declaration);
      this.#readWith.set(reader, others);
    }
  }

  #argumentsOf(type: ts.Type): readonly ts.Type[] {
    const isReference = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
    return isReference ? this.checker.getTypeArguments(type as ts.TypeReference) : [];
  }

  /** A type from outside; what `Pick` and its like make of a type of the project is none. */
  #isForeign(type: ts.Type): boolean {
    if (type.isUnionOrIntersection()) return type.types.every((part) => this.#isForeign(part));
    const { aliasSymbol, aliasTypeArguments: [picked] = [] } = type;
    if (picked && partsOfTypes.has(aliasSymbol?.name ?? "")) return this.#isForeign(picked);
    const declarations = type.symbol?.declarations ?? [];
    return declarations.length > 0 && !declarations.some((each) => this.isOwn(each));
  }
}
