// Fills a sandbox city with one of everything a page can show. Through the HTTP contract only, with the published sandbox keys.
const keys = { dossiers: 'sk_sandbox_dossiers', maker: 'sk_sandbox_maker', checker: 'sk_sandbox_checker', admin: 'sk_sandbox_admin' };
export const DAY = new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10);
const later = days => new Date(Date.now() + (days * 24 + 7) * 3600e3).toISOString().slice(0, 10);

export async function fill(base) {
  const call = async (who, path, body) => {
    const headers = { Authorization: `Bearer ${keys[who]}`, 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() };
    const answer = await fetch(base + path, body === undefined ? { headers } : { method: 'POST', headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  };
  const agencies = (await call('maker', '/v1/agencies?limit=1000')).items;
  const [first, second] = agencies.filter(a => a.kind === 'commune');
  const run = String(Date.now() % 1e6).padStart(6, '0');
  const register = (n, agency, holder, more = {}) => call('maker', '/v1/accounts',
    { agency: agency.code, bin: '970436', number: `1900${run}${String(n).padStart(4, '0')}`, holder, legal_basis: 'QĐ 15/QĐ-UBND ngày 01/07/2025', ...more });
  const treasury = { budget_unit: '1234567', revenue_account: '7111', office: '0011', chapter: '805', sub_item: '2716' };
  const draft = await register(1, first, 'UBND PHUONG MAU');
  const submitted = await register(2, second, 'UBND PHUONG MAU TEN RAT DAI DE THU XUONG DONG TREN DIEN THOAI', { treasury });
  await call('maker', `/v1/accounts/${submitted.id}/submit`, null);
  const rejected = await register(3, first, 'TEN SAI');
  await call('maker', `/v1/accounts/${rejected.id}/submit`, null);
  await call('checker', `/v1/accounts/${rejected.id}/reject`, { reason: 'Tên chủ tài khoản không khớp giấy xác nhận của ngân hàng' });
  const active = await register(4, first, 'UBND PHUONG MAU', { treasury });
  await call('maker', `/v1/accounts/${active.id}/submit`, null);
  await call('checker', `/v1/accounts/${active.id}/approve`, null);
  const closing = await register(5, second, 'UBND PHUONG MAU');
  await call('maker', `/v1/accounts/${closing.id}/submit`, null);
  await call('checker', `/v1/accounts/${closing.id}/approve`, null);
  await call('maker', `/v1/accounts/${closing.id}/close`, { reason: 'Chuyển sang ngân hàng khác' });
  const delegated = await call('maker', '/v1/assignments', {
    agency: second.code, procedure: '9.000002', kind: 'FEE', account: active.id, reason: 'Thu hộ theo thỏa thuận',
    consents: [{ agency: second.code, document: 'Công văn 12/UBND ngày 20/07/2025' }] });
  const approved = await call('maker', '/v1/assignments', { agency: first.code, procedure: run % 2 ? '9.000001' : '9.000002', kind: 'CHARGE',
    account: active.id, valid_from: later(30) + 'T00:00:00+07:00', valid_until: later(31) + 'T00:00:00+07:00', reason: 'Thu riêng một ngày' }).catch(() => null);
  if (approved) await call('checker', `/v1/assignments/${approved.id}/approve`, null).catch(() => null);
  await call('admin', `/v1/agencies/${first.code}/contacts`, { name: 'Nguyễn Thị Lan', email: 'lan.nguyen@phuong-mau.hanoi.gov.vn' });
  const department = await call('admin', '/v1/agencies', { code: `S${run}`, kind: 'department', name: 'Sở Chậm Đăng Ký', valid_from: later(-60) });
  const campaign = await call('admin', '/v1/campaigns', { title: 'Đăng ký tài khoản thu phí, lệ phí', legal_basis: 'Công văn 3200/UBND', register_by: later(-5),
    configure_by: later(-2), agencies: [...agencies.slice(0, 12).map(a => a.code), department.code] });

  const dossier = async (n, agency = '00166') => call('dossiers', '/v1/dossiers', { code: `H26.00${run.slice(0, 3)}-${DAY.slice(2).replaceAll('-', '')}-${run.slice(3)}${n}`,
    procedure: '9.000001', agency, channel: 'online', received_on: DAY, payer: { name: 'Nguyễn Văn A', phone: '0912345678' } });
  const pay = (d, method) => call('dossiers', '/v1/payments', { dossiers: [d.code], method, return_url: 'https://example.vn/back' });
  const due = await dossier(1), qr = await dossier(2), paid = await dossier(3), unpaid = await dossier(4);
  const qrPayment = await pay(qr, 'vietqr'), paidPayment = await pay(paid, 'vnpay'), open = await pay(unpaid, 'vnpay');
  const sandbox = process.env.SANDBOX ?? base.replace(/\d+$/, port => Number(port) + 2);
  await fetch(sandbox + '/sandbox/vnpay/pay', { method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ pay_url: paidPayment.attempt.redirect_url }) });
  let receipt = '';
  for (let i = 0; i < 40 && !receipt; i++) {
    await new Promise(done => setTimeout(done, 250));
    receipt = (await call('dossiers', '/v1/payments/' + paidPayment.id)).receipts?.[0]?.code ?? '';
  }
  const succession = body => call('maker', '/v1/successions', { legal_act: 'Nghị quyết số 1656/NQ-UBTVQH15 ngày 16/6/2025', ...body });
  const communes = agencies.filter(a => a.kind === 'commune');
  const merger = await succession({ cut_over: later(40) + 'T00:00:00+07:00', note: 'Sắp xếp đơn vị hành chính đợt 2',
    parts: [{ former_agency: communes.at(-1).code, successor_agency: second.code },
      { former_agency: communes.at(-2).code, successor_agencies: [first.code, second.code] }] });
  const transfer = await inherit(call, register, succession, communes.slice(2), run, dossier, pay);
  const taken = (await call('maker', '/v1/cases?limit=1')).items[0] ?? null;
  const refund = await call('maker', `/v1/payments/${paidPayment.id}/refunds`, { amount_vnd: 20000, reason: 'Hồ sơ bị trả lại' })
    .catch(() => null);
  return { merger, transfer, taken, refund, first, second, draft, submitted, rejected, active, closing, delegated, approved, campaign, due, paid, open, qrPayment, paidPayment, receipt };
}

/** Money on an account that another has replaced: its transfer order, which lives in reconciliation. */
async function inherit(call, register, succession, communes, run, dossier, pay) {
  const finance = process.env.FINANCE;
  if (!finance) return null;
  for (let i = Number(run) % communes.length; ; i = (i + 1) % communes.length) {
    const agency = communes[i];
    const { account } = await call('maker', `/v1/accounts/resolve?procedure=9.000001&kind=FEE&agency=${agency.code}`);
    if (account.bin !== '970436') continue;
    const next = await register(6, agency, 'UBND PHUONG MAU MOI');
    await call('maker', `/v1/accounts/${next.id}/submit`, null);
    await call('checker', `/v1/accounts/${next.id}/approve`, null);
    const { reference } = await pay(await dossier(5, agency.code), 'vietqr');
    const replaced = await succession({ cut_over: new Date().toISOString(), parts: [{ former_account: account.id, successor_account: next.id }] });
    await call('checker', `/v1/successions/${replaced.id}/approve`, null);
    const day = DAY.split('-').reverse().join('/');
    const file = ['NGÂN HÀNG TMCP NGOẠI THƯƠNG VIỆT NAM', 'SAO KÊ TÀI KHOẢN', `Số tài khoản,${account.number}`, `Tên tài khoản,${account.holder}`, 'Loại tiền,VND',
      `Từ ngày,${day}`, `Đến ngày,${day}`, 'Số dư đầu kỳ,0', 'Số dư cuối kỳ,"37,000"', '', 'NGÀY GIAO DỊCH,SỐ THAM CHIẾU,SỐ TIỀN GHI NỢ,SỐ TIỀN GHI CÓ,SỐ DƯ,MÔ TẢ',
      `${day},R1${run},,"30,000","30,000",${reference}`, `${day},R2${run},,"7,000","37,000",CHUYEN TIEN`, 'TỔNG SỐ,,0,"37,000",,', ''].join('\r\n');
    const headers = { Authorization: 'Bearer sk_sandbox_maker', 'Idempotency-Key': crypto.randomUUID() };
    for (const [path, body] of [[`/v1/statements?filename=vcb-${run}.csv`, file], ['/v1/reconciliations', JSON.stringify({ business_day: DAY })]]) {
      const answer = await fetch(finance + path, { method: 'POST', headers: { ...headers, 'Content-Type': path.includes('statements') ? 'text/csv' : 'application/json', 'Idempotency-Key': crypto.randomUUID() }, body });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    const orders = await (await fetch(`${finance}/v1/transfer-orders?status=proposed&limit=500`, { headers })).json();
    return orders.items.find(o => o.former_account.account.endsWith(account.number)) ?? null;
  }
}
