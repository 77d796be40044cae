// Turns the compiler's types into JSON Schema (draft-07) without `anyOf`, so that each error names one exact place:
// the type names say which JSON types are allowed, and keywords such as `properties` only speak about objects.
//
// Two keywords of our own:
//   x-known    values of an open enumeration; others are allowed, and reported by a strict check only
//   x-objects  API objects that may stand here (`customer`, `customer.deleted`); the value's `object` field chooses
import ts from 'typescript';
import {documentName} from './sdk.mjs';

/** Numbers that may have a fraction. The declarations only say `number`; source: the Python library's `float`s. */
const FRACTIONS = new Set([
  'amount_percent', 'application_fee_percent', 'effective_percentage', 'exchange_rate', 'height', 'latitude', 'length',
  'longitude', 'percent_off', 'percent_ownership', 'percentage', 'score', 'weight', 'width',
]);

/** Writes one document (one API object with the types nested in it). */
export class SchemaWriter {
  constructor(checker, known) {
    this.checker = checker;
    this.known = known; // names of the API objects that have a document
  }

  document(type, {skip = []} = {}) {
    this.nested = new Map(); // type -> {name, schema}
    const schema = this.#object(type, skip);
    const definitions = Object.fromEntries([...this.nested.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((n) => [n.name, n.schema]));
    return Object.keys(definitions).length ? {...schema, definitions} : schema;
  }

  /** API objects among the members of a type: `Customer | DeletedCustomer | null`. */
  objectNames(type) {
    const members = type.isUnion() ? type.types : [type];
    return members.map((m) => documentName(this.checker, m)).filter((name) => name !== null);
  }

  #object(type, skip = []) {
    const properties = {};
    const required = [];
    for (const symbol of this.checker.getPropertiesOfType(type)) {
      if (skip.includes(symbol.name)) continue;
      properties[symbol.name] = this.#type(this.checker.getTypeOfSymbol(symbol), symbol.name);
      if (!(symbol.flags & ts.SymbolFlags.Optional)) required.push(symbol.name);
    }
    const values = this.checker.getIndexInfosOfType(type)[0]?.type;
    return {
      type: 'object',
      ...(Object.keys(properties).length || !values ? {properties} : {}),
      ...(required.length ? {required} : {}),
      ...(values ? {additionalProperties: this.#type(values, '')} : {}),
    };
  }

  #type(type, field) {
    const F = ts.TypeFlags;
    if (type.flags & (F.Any | F.Unknown)) return {};
    const members = (type.isUnion() ? type.types : [type]).filter((m) => !(m.flags & F.Undefined));
    if (members.every((m) => m.flags & (F.Void | F.Never))) return false; // `deleted?: void`: never there
    const parts = {types: new Set(), values: [], open: false, objects: [], schema: null};
    for (const member of members) this.#member(member, field, parts);
    return finish(parts, type, this.checker);
  }

  #member(member, field, parts) {
    const F = ts.TypeFlags;
    if (member.flags & F.Null) parts.types.add('null');
    else if (member.flags & F.Boolean) parts.types.add('boolean');
    else if (member.flags & F.BooleanLiteral) parts.values.push(this.checker.typeToString(member) === 'true');
    else if (member.isStringLiteral() || member.isNumberLiteral()) parts.values.push(member.value);
    else if (member.flags & F.String) { parts.types.add('string'); parts.open = true; }
    else if (member.flags & F.Number) parts.types.add(FRACTIONS.has(field) ? 'number' : 'integer');
    else if (member.isIntersection()) { parts.types.add('string'); parts.open = true; } // OtherString
    else if (member.flags & F.Object) this.#objectMember(member, field, parts);
    else throw new Error(`unhandled type of ${field}: ${this.checker.typeToString(member)}`);
  }

  #objectMember(member, field, parts) {
    const name = member.symbol?.name;
    if (name === 'Decimal') { parts.types.add('string'); parts.open = true; return; }
    if (this.checker.isArrayType(member)) {
      parts.types.add('array');
      parts.schema = {...parts.schema, items: this.#type(this.checker.getTypeArguments(member)[0], field)};
      return;
    }
    parts.types.add('object');
    const object = documentName(this.checker, member);
    if (object !== null && this.known.has(object)) parts.objects.push(object);
    else parts.schema = {...parts.schema, $ref: this.#nested(member)};
  }

  /** A type nested in the document: a definition, written once, so that types may contain themselves. */
  #nested(type) {
    if (!this.nested.has(type)) {
      const entry = {name: this.#freeName(type), schema: null};
      this.nested.set(type, entry);
      const {type: _, ...schema} = this.#object(type);
      entry.schema = schema; // the JSON type stands where the definition is used
    }
    return `#/definitions/${this.nested.get(type).name}`;
  }

  #freeName(type) {
    const full = this.checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseFullyQualifiedType);
    const base = full.replace(/import\("[^"]*"\)\./g, '').replace(/[^\w.]+/g, '_').slice(0, 120) || 'Inline';
    const taken = new Set([...this.nested.values()].map((n) => n.name));
    let name = base;
    for (let i = 2; taken.has(name); i++) name = `${base}_${i}`;
    return name;
  }
}

function finish({types, values, open, objects, schema}, type, checker) {
  if (objects.length && schema?.$ref) throw new Error(`an API object or a plain hash: ${checker.typeToString(type)}`);
  for (const value of values) types.add(typeof value === 'number' ? 'integer' : typeof value);
  const out = {type: types.size === 1 ? [...types][0] : [...types].sort(), ...schema};
  if (objects.length) out['x-objects'] = objects.sort();
  if (values.length && open) out['x-known'] = values;
  else if (values.length && new Set(values.map((v) => typeof v)).size === 1 && onlyLiterals(types, values)) {
    out.enum = types.has('null') ? [...values, null] : values;
  } else if (values.length) throw new Error(`values beside other types: ${checker.typeToString(type)}`);
  return out;
}

function onlyLiterals(types, values) {
  const allowed = new Set(['null', typeof values[0] === 'number' ? 'integer' : typeof values[0]]);
  return [...types].every((t) => allowed.has(t));
}
