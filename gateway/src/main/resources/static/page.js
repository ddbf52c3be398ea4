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
      } catch (refused) {
        button.textContent = vietnamese ? 'Không chép được' : 'Not copied';
      }
      setTimeout(() => { button.textContent = idle; }, 2000);
    });
    part.after(' ', button);
  }
}

// A page that waits asks again by itself and changes only when there is news, in place of the reload that browsers without scripts do.
function waitForNews(told) {
  const main = document.getElementById('main');
  const seconds = Number(main.dataset.refresh);
  if (!seconds) {
    return;
  }
  setTimeout(async () => {
    try {
      const reply = await fetch(location.href, { headers: { Accept: 'text/html' } });
      const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
      const news = fresh.getElementById('main');
      if (reply.ok && news && news.innerHTML !== lastSeen) {
        lastSeen = news.innerHTML;
        main.replaceWith(document.adoptNode(news));
        document.title = fresh.title;
        told.textContent = news.querySelector('h1').textContent;
        offerCopies();
      }
    } catch (offline) {
      // The connection is gone for a moment; the next turn asks again.
    }
    waitForNews(told);
  }, seconds * 1000);
}

// Compared with what the server sent, before the copy buttons are in it.
let lastSeen = document.getElementById('main').innerHTML;
const told = document.createElement('p');
told.className = 'unseen';
told.setAttribute('role', 'status');
document.querySelector('footer').append(told);
offerCopies();
waitForNews(told);
