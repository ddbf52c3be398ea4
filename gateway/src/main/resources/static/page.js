// What a browser with scripts does better; without them every page is complete.
'use strict';

const vietnamese = document.documentElement.lang === 'vi';

// A "copy" button behind what people would otherwise retype into a bank's app.
function offerCopies() {
  if (!navigator.clipboard) {
    return;
  }
  for (const part of document.querySelectorAll('[data-copy]')) {
    const idle = vietnamese ? 'Sao chép' : 'Copy';
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = idle;
    button.setAttribute('aria-label', idle + ' ' + part.textContent.trim());
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(part.dataset.copy);
        button.textContent = vietnamese ? 'Đã chép' : 'Copied';
      } catch (denied) {
        button.textContent = vietnamese ? 'Không chép được' : 'Not copied';
      }
      tell(button.textContent);
      setTimeout(() => { button.textContent = idle; }, 2000);
    });
    part.after(' ', button);
  }
}

// Print, share and copy the page's address: behind what says that it may be passed on.
function offerActions() {
  for (const row of document.querySelectorAll('[data-print], [data-share]')) {
    const action = (words, act) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'second';
      button.textContent = words;
      button.addEventListener('click', () => act(button));
      row.append(' ', button);
    };
    if ('print' in row.dataset) {
      action(vietnamese ? 'In trang này' : 'Print this page', () => window.print());
    }
    if (!('share' in row.dataset)) {
      continue;
    }
    if (navigator.share) {
      action(vietnamese ? 'Chia sẻ' : 'Share', () => {
        navigator.share({ title: row.dataset.share, url: location.href }).catch(() => {}); // whoever closes the sheet has decided
      });
    } else if (navigator.clipboard) {
      action(vietnamese ? 'Chép đường dẫn' : 'Copy the link', async button => {
        const idle = button.textContent;
        try {
          await navigator.clipboard.writeText(location.href);
          button.textContent = vietnamese ? 'Đã chép' : 'Copied';
        } catch (denied) {
          button.textContent = vietnamese ? 'Không chép được' : 'Not copied';
        }
        tell(button.textContent);
        setTimeout(() => { button.textContent = idle; }, 2000);
      });
    }
  }
}

// The page itself stays; what happened is read out to whoever does not see it.
const told = document.createElement('p');
told.className = 'unseen';
told.setAttribute('role', 'status');
document.querySelector('footer').append(told);

function tell(text) {
  told.textContent = told.textContent === text ? text + ' ' : text;
}

// A page that waits hears of news as they happen, from one open connection. Where that cannot be had it asks every few seconds, in place of the
// reload that browsers without scripts do.
const main = document.getElementById('main');
const EVERY_MINUTE = 60000; // what time alone changes: a step that becomes late
let lastSeen = main.innerHTML; // as the server sent it, before the copy buttons are in it
let source = null;
let timer = 0;
let asking = false;
let askAgain = false;
let listenFrom = 0; // when a stream that was refused, or gave way to a newer page, is asked for again

function stopWaiting() {
  clearTimeout(timer);
  if (source) {
    source.close();
    source = null;
  }
}

function pollForAWhile() {
  stopWaiting();
  listenFrom = Date.now() + EVERY_MINUTE;
  waitForNews();
}

function waitForNews() {
  clearTimeout(timer);
  const address = main.dataset.events;
  const seconds = Number(main.dataset.refresh);
  if (!address && !seconds || document.hidden) {
    stopWaiting();
    return;
  }
  const open = source && source.readyState !== EventSource.CLOSED;
  if (!open && address && window.EventSource && Date.now() >= listenFrom) {
    source = new EventSource(address);
    source.addEventListener('news', renew);
    source.addEventListener('full', pollForAWhile);
    source.addEventListener('error', () => {
      // Lost connections come back by themselves; one that is closed was refused, or has no more to tell.
      if (source && source.readyState === EventSource.CLOSED) {
        pollForAWhile();
      }
    });
  }
  if (source) {
    timer = setTimeout(renew, EVERY_MINUTE);
  } else {
    timer = setTimeout(renew, seconds ? seconds * 1000 : EVERY_MINUTE);
  }
}

// What had the focus, as it can be found again in the page's next state.
function nameOf(element) {
  return [element.tagName, element.id, element.getAttribute('name'), element.getAttribute('value'), element.getAttribute('href'),
    element.getAttribute('aria-label')].join('|');
}

function show(fresh, news) {
  const heading = main.querySelector('h1').textContent;
  const focused = document.activeElement;
  const had = focused !== main && main.contains(focused) ? nameOf(focused) : null;
  main.replaceChildren(...news.childNodes);
  document.title = fresh.title;
  offerCopies();
  offerActions();
  const title = main.querySelector('h1');
  if (had) {
    const same = [...main.querySelectorAll('a, button, input, select, summary')].find(each => nameOf(each) === had);
    if (!same) {
      title.tabIndex = -1;
    }
    (same || title).focus({ preventScroll: Boolean(same) });
  }
  const notice = main.querySelector('[role="status"], section.card h2');
  tell(title.textContent !== heading || !notice ? title.textContent : notice.textContent.trim());
}

async function renew() {
  if (asking) {
    askAgain = true;
    return;
  }
  asking = true;
  do {
    askAgain = false;
    try {
      const reply = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
      const news = fresh.getElementById('main');
      if (reply.ok && news) {
        main.dataset.refresh = news.dataset.refresh;
        if (news.dataset.events) {
          main.dataset.events = news.dataset.events;
        } else {
          delete main.dataset.events;
        }
        if (news.innerHTML !== lastSeen) {
          lastSeen = news.innerHTML;
          show(fresh, news);
        }
      }
    } catch (unreachable) {
      // The connection is gone for a moment; the next turn asks again.
    }
  } while (askAgain);
  asking = false;
  waitForNews();
}

offerCopies();
offerActions();
waitForNews();
// Nobody looks: no connection is held, no battery used. Whoever comes back, by the tab, the back button or out of a tunnel, sees what holds now.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    stopWaiting();
  } else if (main.dataset.events || Number(main.dataset.refresh)) {
    renew();
  }
});
window.addEventListener('pagehide', stopWaiting);
window.addEventListener('pageshow', event => {
  if (event.persisted) {
    location.reload();
  }
});
// Said aloud and shown: whoever waits without a network would wait in vain, and money that was sent is safe all the same.
const offline = document.createElement('p');
offline.className = 'notice wait compact';
offline.textContent = vietnamese
  ? 'Mất kết nối mạng. Kết quả vẫn được ghi nhận; trang tự cập nhật khi có mạng lại.'
  : 'No network. The result is recorded all the same; this page goes on by itself once there is one.';
window.addEventListener('offline', () => {
  if (main.dataset.events) {
    main.prepend(offline);
    tell(offline.textContent);
  }
});
window.addEventListener('online', () => {
  offline.remove();
  if (main.dataset.events) {
    renew();
  }
});
