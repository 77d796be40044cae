/** What the API answers, as far as the browser looks at it. */

export type ErrorType =
  | 'api_connection_error'
  | 'api_error'
  | 'authentication_error'
  | 'card_error'
  | 'idempotency_error'
  | 'invalid_request_error'
  | 'rate_limit_error'
  | 'validation_error';

/** `result.error` of every method. Fields of the API's error object are passed on unchanged. */
export interface ApiError {
  type: ErrorType;
  message?: string;
  code?: string;
  decline_code?: string;
  doc_url?: string;
  param?: string;
  charge?: string;
  request_log_url?: string;
  payment_intent?: ApiObject;
  setup_intent?: ApiObject;
  payment_method?: ApiObject;
  source?: ApiObject;
}

export interface ApiObject {
  id: string;
  object: string;
  [field: string]: unknown;
}
