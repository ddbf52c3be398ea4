// Holds our messages against packages that other people wrote; exits 1 with the first that differs.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { PayOS } from '@payos/node';
import { parse } from 'promptparse';
import vietnam from 'vietnam-qr-pay';
import { VNPay } from 'vnpay';

const java = process.env.JAVA ?? 'java';
const classes = process.env.CLASSES ?? '../../../reconciliation/target/libs/*';
const ours = (...given) =>
  execFileSync(java, ['-cp', classes, 'OurMessages.java', ...given], { encoding: 'utf8' }).trim();
const sent = JSON.parse(ours());
const good = (what) => console.log('agrees: ' + what);

const vnpay = new VNPay({ tmnCode: sent.terminal, secureSecret: sent.secret, vnpayHost: 'https://sandbox.vnpayment.vn', hashAlgorithm: 'SHA512' });
const query = (url) => Object.fromEntries(new URL(url).searchParams);

// The pay URL: its hash holds there, and theirs for the same fields is the same.
const pay = query(sent.pay_url);
assert.equal(vnpay.verifyReturnUrl({ ...pay }).isVerified, true);
const { vnp_SecureHash, ...fields } = pay;
const theirs = query(vnpay.buildPaymentUrl({ ...fields, vnp_Amount: 30000, vnp_CreateDate: Number(fields.vnp_CreateDate), vnp_ExpireDate: Number(fields.vnp_ExpireDate) }));
assert.deepEqual(theirs, pay);
good('vnpay pay URL');

// IPN and return: what they would sign is genuine to us; what was changed is not, on either side.
const notice = {
  vnp_Amount: '3000000', vnp_BankCode: 'NCB', vnp_BankTranNo: 'VNP1', vnp_CardType: 'ATM', vnp_OrderInfo: 'Nop phi PGTEST0001', vnp_PayDate: '20250717093211',
  vnp_ResponseCode: '00', vnp_TmnCode: sent.terminal, vnp_TransactionNo: '15071234', vnp_TransactionStatus: '00', vnp_TxnRef: 'PGTEST0001',
};
const signed = new URL(vnpay.buildPaymentUrl({ ...fields, vnp_Amount: 30000, vnp_CreateDate: Number(fields.vnp_CreateDate) })).search.slice(1);
assert.equal(ours(signed), 'Genuine');
assert.equal(ours(signed.replace('3000000', '3000001')), 'Refused');
const { createHmac } = await import('node:crypto');
const text = new URLSearchParams(Object.entries(notice).sort(([a], [b]) => (a < b ? -1 : 1))).toString();
const ipn = text + '&vnp_SecureHash=' + createHmac('sha512', sent.secret).update(text).digest('hex');
assert.equal(ours(ipn), 'Genuine');
for (const read of [vnpay.verifyIpnCall(Object.fromEntries(new URLSearchParams(ipn))), vnpay.verifyReturnUrl(Object.fromEntries(new URLSearchParams(ipn)))]) {
  assert.equal(read.isVerified && read.isSuccess, true);
}
good('vnpay return and IPN');

// Questions and refunds: what they send is what we send.
const posted = async (call) => {
  const real = globalThis.fetch;
  let body;
  globalThis.fetch = async (_, request) => {
    body = JSON.parse(request.body);
    return new Response('{}', { status: 200 });
  };
  try {
    await call().catch(() => {});
  } finally {
    globalThis.fetch = real;
  }
  return body;
};
const own = ({ vnp_SecureHash, vnp_Version, vnp_Command, vnp_TmnCode, ...rest }) => rest;
assert.equal((await posted(() => vnpay.queryDr(own(sent.querydr)))).vnp_SecureHash, sent.querydr.vnp_SecureHash);
good('vnpay querydr');
assert.equal((await posted(() => vnpay.refund({ ...own(sent.refund), vnp_Amount: 30000 }))).vnp_SecureHash, sent.refund.vnp_SecureHash);
good('vnpay full refund');

const payos = new PayOS({ clientId: 'x', apiKey: 'x', checksumKey: sent.payos_key });
assert.equal((await payos.webhooks.verify(sent.payos_webhook)).amount, 30000);
await assert.rejects(payos.webhooks.verify({ ...sent.payos_webhook, data: { ...sent.payos_webhook.data, amount: 30001 } }));
const request = { amount: 30000, cancelUrl: 'https://example.vn/cancel', description: 'Nop phi', orderCode: 123, returnUrl: 'https://example.vn/return' };
assert.equal(await payos.crypto.createSignatureOfPaymentRequest(request, sent.payos_key), sent.payos_request);
good('@payos/node webhook and payment request');

const qr = new vietnam.QRPay(sent.qr);
assert.deepEqual(
  [qr.isValid, qr.consumer.bankBin, qr.consumer.bankNumber, qr.amount, qr.additionalData.purpose],
  [true, '970436', '0011001234567', '30000', 'PG7K2M9Q4X1A5BC'],
);
assert.equal(qr.build(), sent.qr);
good('vietnam-qr-pay');
const tags = parse(sent.qr, true, true);
assert.deepEqual([tags.getTagValue('54'), tags.getTagValue('62', '08'), tags.getTagValue('53')], ['30000', 'PG7K2M9Q4X1A5BC', '704']);
good('promptparse');
