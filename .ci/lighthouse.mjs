// What Lighthouse says of pages, mobile profile, median of 5 runs each. Not part of CI: its figures depend on the machine's quiet.
//   npm install --prefix /tmp/lighthouse lighthouse && cp .ci/lighthouse.mjs /tmp/lighthouse/
//   node /tmp/lighthouse/lighthouse.mjs http://localhost:8080 look-up=/ fees=/fees due=/d/… payment=/p/… verify=/verify/…
import lighthouse from 'lighthouse';
import { launch } from 'chrome-launcher';
const [base, ...paths] = process.argv.slice(2);
const runs = Number(process.env.RUNS ?? 5);
const median = xs => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];
for (const path of paths) {
  const [name, address] = path.split('=');
  const rows = [], bad = new Set();
  for (let i = 0; i < runs; i++) {
    const chrome = await launch({ chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium', chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic'] });
    try {
      const { lhr } = await lighthouse(base + address, { port: chrome.port, output: 'json', logLevel: 'error', onlyCategories: ['performance', 'accessibility', 'best-practices', 'seo'] });
      if (lhr.runtimeError) console.log(lhr.runtimeError);
      rows.push(lhr);
      for (const c of ['performance', 'accessibility', 'best-practices']) for (const r of lhr.categories[c].auditRefs) {
        const a = lhr.audits[r.id];
        if (r.weight > 0 && a.score !== null && a.score < 1) bad.add(c + ':' + a.id + ' ' + a.score + ' ' + (a.displayValue ?? ''));
      }
    } finally { await chrome.kill(); }
  }
  const score = c => Math.round(100 * median(rows.map(r => r.categories[c].score)));
  const ms = a => Math.round(median(rows.map(r => r.audits[a].numericValue)));
  console.log(name.padEnd(16), 'perf', score('performance'), 'a11y', score('accessibility'), 'best', score('best-practices'), 'seo', score('seo'),
    'FCP', ms('first-contentful-paint'), 'LCP', ms('largest-contentful-paint'), 'TBT', ms('total-blocking-time'), 'CLS', median(rows.map(r => r.audits['cumulative-layout-shift'].numericValue)), 'bytes', ms('total-byte-weight'));
  for (const b of bad) console.log('   ', b);
}
