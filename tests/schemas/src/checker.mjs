// Checks response bodies against the generated schemas.
import path from 'node:path';
import Ajv from 'ajv';
import {readJson} from './sdk.mjs';

export class Checker {
  #root;
  #strict;
  #schemas = new Map();
  #validators = new Map();
  #ajv;

  /** `root` is the folder of the schemas. `strict` also reports unknown fields and unlisted values of open enums. */
  constructor(root, {strict = false} = {}) {
    this.#root = root;
    this.#strict = strict;
    this.index = readJson(path.join(root, 'index.json'));
    this.#ajv = new Ajv({allErrors: true, strict: false, logger: false, verbose: true});
    this.#ajv.addKeyword({keyword: 'x-objects', type: 'object', errors: 'full', validate: this.#embedded()});
  }

  /**
   * The violations in a body: `[{path, message}]`.
   *
   * `name` is the document to check against; null means: by the body's `object` field, or `error`. With `partial`
   * an object, or the intent in an error, may lack fields (what a publishable key is shown).
   */
  check(name, body, {partial = false} = {}) {
    if (!isObject(body)) return [{path: '$', message: `expected an object, got ${show(body)}`}];
    const document = name ?? nameOf(body);
    if (document === null) return [{path: '$', message: 'has neither an `object` nor an `error` field'}];
    if (!this.index.objects.includes(document)) return [{path: '$', message: `no schema for ${show(document)}`}];
    const errors = this.#errors(document, body);
    return (partial ? errors.filter((e) => !mayLack(e)) : errors).map((e) => ({path: pathOf(e.instancePath, body, e), message: wording(e)}));
  }

  #errors(document, body) {
    const validate = this.#validator(document);
    const errors = validate(body) ? [] : [...validate.errors];
    if (document === 'list' || document === 'search_result') errors.push(...this.#items(body));
    if (document === 'event') errors.push(...this.#carried(body));
    return errors;
  }

  #items(list) {
    if (!Array.isArray(list.data)) return [];
    return list.data.flatMap((item, i) => {
      const name = isObject(item) ? nameOf(item) : null;
      return name === null ? [] : this.#named(name, item, `/data/${i}`);
    });
  }

  #carried(event) {
    const object = event.data?.object;
    const allowed = this.index.events[event.type];
    if (!allowed) return [custom('/type', `${show(event.type)} is not an event type`)];
    if (!isObject(object)) return []; // reported by the schema
    if (!allowed.includes(object.object)) {
      return [custom('/data/object', `${event.type} carries ${allowed.join(' or ')}, got ${show(object.object)}`)];
    }
    // An event about a deleted object carries it as it last was, so `deleted` chooses nothing here.
    const fields = this.#schema(object.object).properties;
    const changed = isObject(event.data.previous_attributes) ? Object.keys(event.data.previous_attributes) : [];
    return [
      ...this.#named(object.object, object, '/data/object'),
      ...changed.filter((key) => !(key in fields)).map((key) => custom(`/data/previous_attributes/${key}`, `not a field of ${object.object}`)),
    ];
  }

  #named(name, value, at) {
    if (!this.index.objects.includes(name)) return [custom(`${at}/object`, `no schema for ${show(name)}`)];
    return this.#errors(name, value).map((e) => ({...e, instancePath: at + e.instancePath}));
  }

  /** The keyword `x-objects`: an API object inside another; its schema is compiled when the first one is met. */
  #embedded() {
    const checker = this;
    return function validate(names, value, _schema, context) {
      const name = nameOf(value);
      const errors = names.includes(name)
        ? checker.#errors(name, value)
        : [custom('', `expected ${names.join(' or ')}, got ${show(value.object)}`)];
      validate.errors = errors.map((e) => ({...e, instancePath: context.instancePath + e.instancePath}));
      return errors.length === 0;
    };
  }

  #schema(name) {
    if (!this.#schemas.has(name)) {
      const schema = readJson(path.join(this.#root, `${name}.json`));
      if (this.#strict) close(schema);
      this.#schemas.set(name, schema);
    }
    return this.#schemas.get(name);
  }

  #validator(name) {
    if (!this.#validators.has(name)) this.#validators.set(name, this.#ajv.compile(this.#schema(name)));
    return this.#validators.get(name);
  }
}

// What a publishable key may not be shown: any field of the object but its identity.
function mayLack({keyword, instancePath, params}) {
  return keyword === 'required'
    && ['', '/error/payment_intent', '/error/setup_intent'].includes(instancePath)
    && !['id', 'object', 'error'].includes(params.missingProperty);
}

// Strict: a hash has only the fields of its type, and an open enum only the values that the types list.
function close(schema) {
  if (!isObject(schema)) return;
  if (schema.properties && !('additionalProperties' in schema)) schema.additionalProperties = false;
  if (schema['x-known']) schema.enum = [...schema['x-known'], ...([schema.type].flat().includes('null') ? [null] : [])];
  for (const group of [schema.properties, schema.definitions]) Object.values(group ?? {}).forEach(close);
  for (const part of [schema.items, schema.additionalProperties]) close(part);
}

function nameOf(body) {
  if (typeof body.object === 'string') return body.deleted === true ? `${body.object}.deleted` : body.object;
  return isObject(body.error) ? 'error' : null;
}

function custom(instancePath, message) {
  return {instancePath, keyword: 'x-objects', message};
}

function wording(error) {
  const {keyword, params, data} = error;
  if (keyword === 'required') return 'missing';
  if (keyword === 'additionalProperties') return 'unknown field';
  if (keyword === 'false schema') return 'must not be present';
  if (keyword === 'enum') return `${show(data)} is not one of ${show(params.allowedValues, 200)}`;
  if (keyword === 'type') return `expected ${[params.type].flat().join(' or ')}, got ${show(data)}`;
  return error.message;
}

// `/data/0/metadata/a.b` with the body it points into -> `$.data[0].metadata["a.b"]`.
function pathOf(pointer, body, {keyword, params}) {
  const steps = pointer.split('/').slice(1).map((s) => s.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'required') steps.push(params.missingProperty);
  if (keyword === 'additionalProperties') steps.push(params.additionalProperty);
  let value = body;
  return steps.reduce((text, step) => {
    const inArray = Array.isArray(value);
    value = value?.[step];
    if (inArray) return `${text}[${step}]`;
    return /^\w+$/.test(step) ? `${text}.${step}` : `${text}[${JSON.stringify(step)}]`;
  }, '$');
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function show(value, limit = 60) {
  if (value === undefined) return 'nothing';
  if (isObject(value)) return typeof value.object === 'string' ? `an object (${value.object})` : 'an object';
  if (Array.isArray(value) && limit === 60) return 'an array';
  const text = JSON.stringify(value);
  return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
}
