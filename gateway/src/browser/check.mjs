// Looks at every page of the gateway at 360 and 1280 px in both languages: axe finds nothing serious, nothing scrolls sideways, no script or style
// fails. Pictures are for people to look at. Usage: see README.md beside this file.
import { readFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { fill } from './city.mjs';

const base = process.env.BASE ?? 'http://localhost:8080';
const finance = process.env.FINANCE;
const folder = process.env.PICTURES ?? 'pictures';
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
mkdirSync(folder, { recursive: true });

const city = await fill(base);
const map = `/registry/map?procedure=9.000001&kind=FEE&agency=${city.first.code}`;
const account = a => `/registry/accounts/${a.id}`;
const path = url => new URL(url).pathname;
// name, who is signed in (empty for nobody), address; or a function that does something on the page before the look
const pages = [
  ['front', '', '/'], ['due', '', path(city.due.pay_url)], ['payment-qr', '', path(city.qrPayment.result_url)], ['payment-vnpay', '', path(city.open.result_url)],
  ['payment-paid', '', path(city.paidPayment.result_url)], ['dossier-paid', '', path(city.paid.pay_url)],
  ['front-unknown', '', '/', async page => { await page.locator('main input').nth(0).fill('H26.00001-250717-9999'); await page.locator('main input').nth(1).fill('1234'); await page.click('main form button'); }],
  ['fees', '', '/fees'], ['fees-found', '', '/fees?q=dang ky'], ['fees-none', '', '/fees?q=zzzz'],
  ['fee-sheet', '', '/fees/9.000001'], ['fee-sheet-agency', '', `/fees/9.000001?agency=${city.first.code}&channel=counter`],
  ['verify', '', '/verify'], ['verify-genuine', '', '/verify/' + city.receipt], ['verify-unknown', '', '/verify/' + 'A'.repeat(26)],
  ...(process.env.ALTERED ? [['verify-altered', '', '/verify/' + process.env.ALTERED]] : []),
  ['check-account', '', '/check-account'], ['check-ours', '', `/check-account?bin=970436&number=${city.active.number}`],
  ['check-not-ours', '', '/check-account?bin=970436&number=123456'], ['check-wrong', '', '/check-account?bin=970436&number=1'],
  ['sign-in', '', '/sign-in'], ['not-found', '', '/nothing-here'], ['signed-in', 'maker', '/sign-in'],
  ['registry', 'maker', '/registry'], ['registry-none', 'maker', '/registry?status=superseded&agency=' + city.first.code],
  ['account-new', 'maker', '/registry/new'], ['account-edit', 'maker', account(city.draft) + '/edit'],
  ['account-new-wrong', 'maker', '/registry/new?agency=' + city.first.code, async page => {
    await page.fill('#bin', '970436'); await page.fill('#number', '1'); await page.fill('#holder', 'UBND'); await page.click('main form button'); }],
  ['account-draft', 'maker', account(city.draft)], ['account-submitted-maker', 'maker', account(city.submitted)],
  ['account-submitted', 'checker', account(city.submitted)], ['account-unread', 'checker', account(city.submitted), page => page.click('form[action$=approve] button')],
  ['account-rejected', 'maker', account(city.rejected)], ['account-active', 'maker', account(city.active)], ['account-closing', 'checker', account(city.closing)],
  ['assignment-new', 'maker', '/registry/assignments/new?account=' + city.active.id], ['assignment-delegated', 'maker', '/registry/assignments/' + city.delegated.id],
  ['assignment-refused', 'checker', '/registry/assignments/' + city.delegated.id, page => page.click('form[action$=approve] button')],
  ...(city.approved ? [['assignment-approved', 'maker', '/registry/assignments/' + city.approved.id]] : []),
  ['agencies', 'maker', '/registry/agencies'], ['agency', 'maker', '/registry/agencies/' + city.first.code],
  ['agency-admin', 'admin', '/registry/agencies/' + city.first.code], ['campaigns', 'admin', '/registry/campaigns'],
  ['campaign-new', 'admin', '/registry/campaigns/new'], ['campaign', 'maker', '/registry/campaigns/' + city.campaign.id],
  ['map', 'maker', '/registry/map'], ['map-found', 'maker', map], ['map-none', 'maker', map + '&known_at=2001-01-01T00:00'],
  ['map-wrong', 'maker', map.replace('9.000001', '1.999999')],
  ['catalogue', 'admin', '/registry/catalogue'], ['catalogue-preview', 'admin', '/registry/catalogue', upload('procedures.csv', sample())],
  ['catalogue-refused', 'admin', '/registry/catalogue', upload('thu.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'))],
  ['audit', 'maker', '/registry/audit'], ['audit-account', 'maker', '/registry/audit?type=account&id=' + city.active.id,
    page => page.locator('summary').first().click()],
  ['coverage', 'maker', '/coverage'], ['cells', 'maker', '/coverage/cells'], ['cells-open', 'maker', '/coverage/cells?class=no_fee_row'],
  ['forbidden', 'checker', '/registry/new'],
  ['successions', 'maker', '/registry/successions'], ['succession-proposed', 'checker', '/registry/successions/' + city.merger.id],
  ['succession-own', 'maker', '/registry/successions/' + city.merger.id], ['succession-unreasoned', 'checker', '/registry/successions/' + city.merger.id,
    page => Promise.all([page.waitForNavigation(),
      page.evaluate(() => { const form = document.querySelector('form[action$=reject]'); form.noValidate = true; form.requestSubmit(); })])],
  ['succession-in-force', 'maker', '/registry/successions', page => page.locator('main a[href^="/registry/successions/"]').last().click()],
  ['decisions', 'maker', '/registry/succession-decisions'], ['decisions-checker', 'checker', '/registry/succession-decisions'],
  ['income', 'maker', '/income'], ['income-none', 'maker', '/income?from=2024-01-01&to=2024-01-02'], ['income-lines', 'maker', '/income/lines'],
  ['income-payments', 'maker', '/income/payments'], ['income-agency', 'maker', '/income?agency=00166'], ['income-wrong', 'maker', '/income?from=x'],
  ['cases', 'maker', '/cases'], ...(city.taken ? [['case', 'maker', '/cases/' + city.taken.id]] : []),
  ['refunds', 'maker', '/refunds'], ...(city.refund ? [['refund', 'checker', '/refunds/' + city.refund.id]] : []), ['ledger', 'maker', '/ledger'],
  ...(finance ? [['finance', 'maker', finance + '/'], ['finance-discrepancies', 'maker', finance + '/discrepancies'], ['finance-search', 'maker', finance + '/search?q=30000'],
    ['finance-upload', 'maker', finance + '/upload'], ['finance-statements', 'maker', finance + '/statements'], ['transfers', 'maker', finance + '/transfers'],
    ['finance-rows', 'maker', finance + '/discrepancies?rows=true&status=all'], ['proposals', 'checker', finance + '/proposals?status=approved'],
    ['finance-discrepancy', 'maker', finance + '/discrepancies', async page => {
      const first = page.locator('main article h3 a').first();
      if (await first.count()) await Promise.all([page.waitForNavigation(), first.click()]);
      await page.evaluate(() => document.querySelectorAll('details').forEach(each => { each.open = true; })); }]] : []),
  ...(city.transfer ? [['transfer', 'maker', `${finance}/transfers/${city.transfer.id}`], ['transfer-checker', 'checker', `${finance}/transfers/${city.transfer.id}`]] : []),
];

function sample() {
  const rows = readFileSync(new URL('../../../config/seeds/catalogue-template.csv', import.meta.url), 'utf8').split('\n');
  return Buffer.from([...rows.slice(0, -1), rows[1]?.replace(/^[^,;]+/, 'x.123'), ''].join('\n'));
}
function upload(name, buffer) {
  return async page => { await page.setInputFiles('#file', { name, mimeType: 'text/csv', buffer }); await page.click('main form button'); };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let faults = 0, looked = 0;
async function look(page, name, width, lang) {
  const found = await page.evaluate(rules => axe.run(document, rules), RULES);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const over = await page.evaluate(() => [...document.querySelectorAll('main td, main th, main .card, main li')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX === 'visible' && getComputedStyle(e).display !== 'inline')
    .map(e => e.outerHTML.slice(0, 160)));
  const bad = found.violations.filter(v => ['serious', 'critical'].includes(v.impact));
  const lesser = found.violations.filter(v => !bad.includes(v));
  if (process.env.ALL) for (const v of lesser) console.log(`      ${name} ${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 120)}`);
  for (const v of bad) console.log(`FAULT ${name} ${width} ${lang} ${v.id}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 3).join(' | ')}`);
  if (wide > 0) console.log(`FAULT ${name} ${width} ${lang} scrolls sideways by ${wide} px`);
  if (over.length) console.log(`FAULT ${name} ${width} ${lang} sticks out of its box: ${over.slice(0, 2).join(' | ')}`);
  faults += bad.length + (wide > 0) + (over.length > 0);
  looked++;
  await page.screenshot({ path: `${folder}/${name}-${width}-${lang}.png`, fullPage: true });
}
for (const width of [360, 1280]) for (const lang of ['vi', 'en']) for (const who of ['', 'maker', 'checker', 'admin']) {
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale: lang === 'vi' ? 'vi-VN' : 'en-US', bypassCSP: true });
  await context.addCookies([{ name: 'lang', value: lang, url: base }]);
  await context.addInitScript(axe);
  const page = await context.newPage();
  page.on('pageerror', error => { faults++; console.log(`FAULT script: ${error}`); });
  page.on('response', r => { if (r.status() >= 500) { faults++; console.log(`FAULT ${r.status()} ${r.url()}`); } });
  if (who) {
    await page.goto(base + '/sign-in');
    await page.fill('input[name=key]', 'sk_sandbox_' + who);
    await page.locator('form:has(input[name=key]:not([type=hidden])) button').first().click();
  }
  for (const [name, , address, act] of pages.filter(p => p[1] === who)) {
    await page.goto(address.startsWith('http') ? address : base + address);
    if (act) { await act(page); await page.waitForLoadState(); }
    await look(page, name, width, lang);
  }
  await context.close();
}
const context = await browser.newContext({ viewport: { width: 360, height: 800 }, bypassCSP: true });
await context.addInitScript(axe);
const page = await context.newPage();
for (let i = 0, status = 200; i < 300 && status !== 429; i++) status = (await page.goto(`${base}/check-account?bin=970436&number=12345`)).status();
await look(page, 'too-many', 360, 'vi');
await browser.close();
console.log(`${looked} looks, ${faults} faults; pictures in ${folder}`);
process.exit(faults ? 1 : 0);
