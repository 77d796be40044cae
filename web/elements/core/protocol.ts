/**
 * What the library (in the merchant's page) and a frame (of Florin's origin) say to each other.
 *
 * A frame is made with its `FrameAddress` in the URL's fragment. It says `Hello` once to its parent by `postMessage`, to
 * the origin named in the fragment; the library checks the sender's window and origin and answers with `Welcome` and one
 * port of a `MessageChannel`, to Florin's origin. From then on only the port is used; every message is an `Envelope`.
 *
 * No type in this file can carry a card number, a security code, a bank account number or an IBAN, in either direction.
 * What the customer types is posted to the API by the frame itself (`collect`), and only what the API answers comes back.
 */

import type { Appearance } from './appearance';
import type { ApiError, ApiObject } from './api';
import type { ElementsSession } from './session';

/** Both sides must be of the same build; a page that holds an old script says so instead of failing oddly. */
export const PROTOCOL = 1;

/** The documents that are element frames, by the word in their file name (`elements-inner-<word>-<hash>.html`). */
export type FrameDocument = 'payment' | 'address' | 'authentication' | 'card' | 'iban' | 'express-checkout' | 'easel';

/** Documents shown in a layer over the page. */
export type LayerDocument = 'three-ds-2-challenge' | 'linked-accounts-inner' | 'instructions-inner';

/** What a frame is told by its URL's fragment (form-encoded). Nothing here is secret. */
export interface FrameAddress {
  /** As in `elements.create(componentName)`; for layers, the layer's name. */
  componentName: string;
  keyMode: 'test' | 'live';
  apiKey: string;
  /** Origin of the merchant's page: the only one that the frame talks to. */
  referrer: string;
  /** Shared by the frames of one group: by it and its own origin a frame knows its siblings. */
  controllerId: string;
  /** Random; names this frame in `Hello`. */
  frameId: string;
}

export interface Hello { florin: typeof PROTOCOL; hello: string }
export interface Welcome { florin: typeof PROTOCOL; welcome: string }

/** One message on the port. A request has an `id` and gets a `reply` with the same one. */
export type Envelope =
  | { v: typeof PROTOCOL; type: string; payload: unknown; id?: number }
  | { v: typeof PROTOCOL; type: 'reply'; id: number; payload: unknown }
  | { v: typeof PROTOCOL; type: 'refusal'; id: number; payload: ApiError };

/** How calls to the API are made: by the library and by frames alike. */
export interface CallSettings {
  apiKey: string;
  /** Absent: the account's own version. */
  apiVersion?: string;
  stripeAccount?: string;
}

export type Train = 'v3' | 'acacia' | 'basil' | 'clover' | 'dahlia' | 'endive';

/** First message on the port, from the library. */
export interface Init {
  /** Element type, as given to `create`. */
  element: string;
  train: Train;
  call: CallSettings;
  /** Already decided: one of the locales, never `auto`. */
  locale: string;
  appearance: Appearance;
  fonts: unknown[];
  /** Options given to `create` and `update`, checked by the library. */
  options: Record<string, unknown>;
  /** What the group is about; absent for a bare group. */
  group: GroupState;
  /** Answer of `GET /v1/elements/sessions`; absent for elements that need none. */
  session?: ElementsSession;
}

/** What every element of a group knows of the group. Amounts in minor units. */
export interface GroupState {
  mode: 'bare' | 'payment' | 'setup' | 'subscription';
  /** True when the group was made with `mode`; false with a client secret. */
  deferred: boolean;
  amount?: number;
  currency?: string;
  setupFutureUsage?: 'off_session' | 'on_session' | null;
  captureMethod?: string;
  paymentMethodCreation?: 'manual';
  paymentMethodOptions?: Record<string, unknown>;
  /** The customer session's secret: authorizes removal and change of saved payment methods. */
  customerSessionClientSecret?: string;
  /** Other elements mounted in the group: an address element in billing mode takes country and postal code over. */
  siblings: { type: string; mode?: string; frameName: string }[];
}

/** Library → frame. The value is the payload; a request's answer stands in `FrameReplies`. */
export interface ToFrame {
  init: Init;
  /** Any part of `Init` that has changed. */
  update: Partial<Init>;
  focus: null;
  blur: null;
  clear: null;
  collapse: null;
  validate: { show: boolean; focus: boolean };
  value: { format?: string };
  collect: Collect;
  /** End of a layer that the frame had asked for with `Validation.needs`. */
  layer: { layer: LayerDocument; outcome: FromFrame['done']['outcome']; result?: Params };
}

/**
 * Post what was typed to the API, as one of the calls that a frame knows. Paths are made by the frame from checked ids.
 * `params` are what the library adds (return URL, shipping …), nested, not yet form-encoded.
 */
export type Collect =
  | { call: 'payment_method'; params: Params }
  | { call: 'confirmation_token'; params: Params }
  | { call: 'token'; params: Params }
  | { call: 'source'; params: Params }
  | { call: 'confirm'; intent: 'payment_intents' | 'setup_intents'; id: string; params: Params };

export type Params = { [key: string]: ParamValue };
export type ParamValue = string | number | boolean | null | undefined | Params | ParamValue[];

export interface FrameReplies {
  validate: Validation;
  value: unknown;
  collect: Collected;
}

export interface Validation {
  /** Undefined when everything is filled in rightly. */
  error?: ApiError;
  /** The selected payment method's type (payment element). */
  selected?: string;
  /**
   * A dialog that must have happened before the payment can be confirmed (bank account linking). The library opens it,
   * with `fragment` added to the layer's address, and tells the frame its end by `layer`.
   */
  needs?: { layer: LayerDocument; fragment: Record<string, string> };
}

export type Collected = { object: ApiObject } | { error: ApiError };

/** Frame → library. */
export interface FromFrame {
  /** Fields can take input. */
  ready: Record<string, unknown>;
  loaderror: { error: ApiError };
  /** The element's `change` payload without `elementType`. */
  change: Record<string, unknown>;
  focus: null;
  blur: null;
  escape: null;
  /**
   * CSS pixels that the document needs. `edge` of them on every side are room for focus rings: the library lets the frame
   * stand out of its container by as much.
   */
  height: { px: number; edge: number };
  /**
   * Any other event that elements have, by its name. One that the page answers (`click`, `shippingaddresschange`,
   * `shippingratechange`, `confirm` of express checkout) is sent as a request; the reply is what the page gave to
   * `resolve`, a refusal means `reject` or `paymentFailed`.
   */
  event: { name: string; payload: Record<string, unknown> };
  /** What the container's state classes follow. */
  state: { empty: boolean; complete: boolean; invalid: boolean; focused: boolean; autofilled: boolean };
  /** Enter was pressed in a field: submit the form around the element. */
  submit: null;
  /** What the frame knows that other elements or a confirmation need: billing details, shipping, email. */
  details: { billing_details?: Params; shipping?: Params; email?: string };
  /** Open a layer over the page (the bank dialog, before submitting). It answers the frame itself, inside our origin. */
  layer: { layer: LayerDocument; fragment: Record<string, string> };
  /** A layer's end. */
  done: { outcome: 'completed' | 'failed' | 'canceled'; result?: Params };
}
