// Small bodies as the API answers them, each complete for its type.

export const refund = {
  id: 're_1', object: 'refund', amount: 500, balance_transaction: 'txn_1', charge: 'ch_1', created: 1790000000,
  currency: 'usd', customer: null, customer_account: null, metadata: {order: '7'}, payment_intent: 'pi_1',
  payment_method: 'pm_1', reason: null, receipt_number: null, source_transfer_reversal: null, status: 'succeeded',
  transfer_reversal: null,
  destination_details: {card: {reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund'}, type: 'card'},
};

export const balanceTransaction = {
  id: 'txn_1', object: 'balance_transaction', amount: -500, available_on: 1790000000, balance_type: 'payments',
  created: 1790000000, currency: 'usd', description: null, exchange_rate: 1.25, fee: 0, fee_details: [], net: -500,
  reporting_category: 'refund', source: 're_1', status: 'pending', type: 'refund',
};

export const list = (...data) => ({object: 'list', data, has_more: false, url: '/v1/refunds'});

export const event = {
  id: 'evt_1', object: 'event', api_version: '2026-10-28.endive', created: 1790000000, data: {object: refund},
  livemode: false, pending_webhooks: 0, request: {id: 'req_1', idempotency_key: null}, type: 'refund.created',
};

export const error = {
  error: {type: 'invalid_request_error', code: 'parameter_unknown', message: 'Received unknown parameter: x', param: 'x'},
};
