// Adds a "copy" button behind what people would otherwise retype into a bank's app. Without it the page is read as it is.
'use strict';
if (navigator.clipboard) {
  const vietnamese = document.documentElement.lang === 'vi';
  for (const part of document.querySelectorAll('[data-copy]')) {
    const button = document.createElement('button');
    const idle = vietnamese ? 'Sao chép' : 'Copy';
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
