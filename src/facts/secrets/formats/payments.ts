/** Payments, banking and commerce. */
import { format, hexadecimal, mixed, plausible, type SecretFormat } from '../format.js';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

export const PAYMENT_FORMATS: readonly SecretFormat[] = [
  format('stripe-live', 'Stripe', 'sk_(?:live|prod)_[A-Za-z0-9]{16,247}', { verify: mixedOrHex }),
  format('stripe-test', 'Stripe', 'sk_test_[A-Za-z0-9]{16,247}', { verify: mixedOrHex, testMode: /./ }),
  format('stripe-restricted', 'Stripe', 'rk_(?:live|test|prod)_[A-Za-z0-9]{16,247}', { verify: mixedOrHex, testMode: /^rk_test/ }),
  format('stripe-publishable', 'Stripe', 'pk_(?:live|test)_[A-Za-z0-9]{16,247}', { verify: mixedOrHex, publishable: true, testMode: /^pk_test/ }),
  format('stripe-webhook', 'Stripe', 'whsec_[A-Za-z0-9+/=]{24,64}', { verify: mixed }),
  format('shopify', 'Shopify', 'shpat_[A-Za-z0-9]{32,64}', { verify: hexadecimal }),
  format('shopify-shared-secret', 'Shopify', 'shpss_[A-Za-z0-9]{32,64}', { verify: hexadecimal }),
  format('shopify-custom-app', 'Shopify', 'shpca_[A-Za-z0-9]{32,64}', { verify: hexadecimal }),
  format('shopify-private-app', 'Shopify', 'shppa_[A-Za-z0-9]{32,64}', { verify: hexadecimal }),
  format('shopify-partner', 'Shopify', 'prtapi_[a-fA-F0-9]{32}', { verify: hexadecimal }),
  format('shopify-customer-account', 'Shopify', 'sh(?:c|u)at_[a-fA-F0-9]{32}', { anchors: ['shcat_', 'shuat_'], verify: hexadecimal }),
  format('square-access-token', 'Square', 'EAAA[A-Za-z0-9_-]{60}', { verify: mixed }),
  format('square-token', 'Square', 'sq0atp-[A-Za-z0-9_-]{22}', { verify: mixed }),
  format('square-oauth-secret', 'Square', 'sq0csp-[A-Za-z0-9_-]{43}', { verify: mixed }),
  format('braintree-token', 'Braintree', 'access_token[$](?:production|sandbox)[$][0-9a-z]{16}[$](?<random>[0-9a-f]{32})', { verify: hexadecimal, testMode: /sandbox/ }),
  format('paypal-secret', 'PayPal', `paypal_?(?:client_?)?secret["']?\\s{0,4}(?:=|:)\\s{0,4}["']?(?<secret>E[A-Za-z0-9_-]{79})`, {
    anchors: ['paypal'], ignoreCase: true, looseStart: true, verify: (c) => mixed({ ...c, random: c.value }),
  }),
  format('plaid-access-token', 'Plaid', `access-(?:sandbox|development|production)-${UUID}`, { verify: hexadecimal, testMode: /sandbox/ }),
  format('adyen-key', 'Adyen', 'AQE[a-z]hm[A-Za-z0-9+/=]{60,400}', { verify: mixed }),
  format('flutterwave-secret', 'Flutterwave', 'FLWSECK(?:_TEST)?-[a-f0-9]{32}-X', { anchors: ['FLWSECK'], testMode: /_TEST/, verify: hexadecimal }),
  format('flutterwave-publishable', 'Flutterwave', 'FLWPUBK(?:_TEST)?-[a-f0-9]{32}-X', { anchors: ['FLWPUBK'], publishable: true, testMode: /_TEST/, verify: hexadecimal }),
  format('paystack-secret', 'Paystack', 'sk_(?:live|test)_[a-f0-9]{40}', { verify: hexadecimal, testMode: /^sk_test/ }),
  format('razorpay-key', 'Razorpay', 'rzp_(?:live|test)_[A-Za-z0-9]{14}', { verify: plausible, testMode: /_test_/, publishable: true }),
  format('mercadopago-token', 'Mercado Pago', 'APP_USR-[0-9]{12,18}-[0-9]{6}-(?<random>[0-9a-f]{32})-[0-9]{6,12}', { verify: hexadecimal }),
  format('mollie-key', 'Mollie', '(?:live|test)_[A-Za-z0-9]{30}', { verify: mixed, testMode: /^test/ }),
  format('gocardless-token', 'GoCardless', '(?:live|sandbox)_[A-Za-z0-9_-]{40}', { verify: mixed, testMode: /^sandbox/ }),
  format('lob-key', 'Lob', '(?:live|test)_[a-f0-9]{35}', { verify: hexadecimal, testMode: /^test/ }),
  format('easypost-key', 'EasyPost', 'EZ(?:AK|TK)[A-Za-z0-9]{54}', { verify: mixed, testMode: /^EZTK/ }),
  format('shippo-token', 'Shippo', 'shippo_(?:live|test)_[a-fA-F0-9]{40}', { verify: hexadecimal, testMode: /_test_/ }),
  format('duffel-token', 'Duffel', 'duffel_(?:test|live)_[A-Za-z0-9_=-]{43}', { verify: mixed, testMode: /_test_/ }),
  format('paddle-key', 'Paddle', 'pdl_(?:live|sdbx)_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}', { verify: mixed, testMode: /_sdbx_/ }),
  format('woocommerce-secret', 'WooCommerce', 'cs_[0-9a-f]{40}', { verify: hexadecimal }),
  format('woocommerce-key', 'WooCommerce', 'ck_[0-9a-f]{40}', { verify: hexadecimal }),
];

/** Random parts that tell Paystack's and WorkOS's keys from Stripe's, whose prefix they share. */
const ELSEWHERE = /^(?:[a-f0-9]{40}$|a2V5X)/;

/** Stripe and those who copied its prefixes draw from digits and letters, sometimes only hexadecimal. */
function mixedOrHex(candidate: Parameters<typeof plausible>[0]): boolean {
  return !ELSEWHERE.test(candidate.random) && /[A-Za-z]/.test(candidate.random) && plausible(candidate);
}
